import type { Progress } from './progress.ts';

/** What goes along with fetching and building. */
export interface Work {
  /** Told, in whole lines, what is done. */
  progress: Progress;
  /** Gives up when aborted. */
  signal?: AbortSignal | undefined;
}

/**
 * Gives up at once, even where the work itself cannot be broken off.
 *
 * @param work what may take long
 * @param signal when to give up
 * @returns what the work returns
 * @throws the abort's reason; whatever the work throws
 */
export async function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (!signal) return await work;
  const over = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const giveUp = () => reject(signal.reason);
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true, signal: over.signal });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    over.abort();
  }
}
