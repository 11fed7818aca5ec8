import type { Step } from './tell.ts';

/** Prints steps in the order in which they happened, though the news of them comes in another. */
export interface InOrder {
  add(step: Step): void;
  /** Prints what is left. */
  end(): void;
}

/**
 * @param print prints one step
 * @param holdMs how long a step waits for earlier ones, in ms
 * @returns takes steps
 */
export function inOrder(print: (step: Step) => void, holdMs = 200): InOrder {
  let waiting: { step: Step; since: number }[] = [];

  function flush(until: number): void {
    const ripe = waiting.filter(({ since }) => since <= until);
    // With a ripe step goes everything that happened before it, however fresh the news.
    const latest = Math.max(...ripe.map(({ step }) => step.at));
    const due = waiting.filter(({ step }) => step.at <= latest);
    waiting = waiting.filter(({ step }) => step.at > latest);
    for (const { step } of due.sort((one, other) => one.step.at - other.step.at)) print(step);
  }

  const timer = setInterval(() => flush(performance.now() - holdMs), 50);
  return {
    add: (step) => waiting.push({ step, since: performance.now() }),
    end() {
      clearInterval(timer);
      flush(Number.POSITIVE_INFINITY);
    },
  };
}
