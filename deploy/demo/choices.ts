import { sizeFactor, sizeLabels } from './sizes.ts';
import type { Kind } from './vocabulary.ts';

/** One value of an option, what it does to the price, and its picture when it has one of its own. */
export interface Choice {
  label: string;
  factor: number;
  image?: string;
}

/** An option that a buyer chooses from. */
export interface ChoiceList {
  name: string;
  choices: Choice[];
}

/**
 * @param kind what is made
 * @returns the options that do not depend on the line: size, set, and the kind's own; those with one value are left out
 */
export function choicesOf(kind: Kind): ChoiceList[] {
  const [plainest] = kind.sizes;
  const labels = sizeLabels(kind.sizes);
  const size = kind.sizes.map((entry, index) => ({
    label: labels[index] ?? '',
    factor: plainest ? sizeFactor(entry, plainest) : 1,
  }));
  // Sets are a little cheaper by the piece.
  const set = (kind.sets ?? []).map((count) => ({
    label: count === 1 ? 'Single' : `Set of ${count}`,
    factor: count ** 0.95,
  }));
  const own = (kind.choice?.values ?? []).map((label) => ({ label, factor: label.startsWith('With ') ? 1.25 : 1 }));
  return [
    { name: 'Size', choices: size },
    { name: 'Set', choices: set },
    { name: kind.choice?.name ?? '', choices: own },
  ].filter(({ choices }) => choices.length > 1);
}

/**
 * @param lists options
 * @returns every way to choose one value of each, the first option varying slowest
 */
export function combinations(lists: readonly ChoiceList[]): Choice[][] {
  return lists.reduce<Choice[][]>(
    (sofar, { choices }) => sofar.flatMap((chosen) => choices.map((choice) => [...chosen, choice])),
    [[]],
  );
}
