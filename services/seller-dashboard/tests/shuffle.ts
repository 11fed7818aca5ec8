import type { Dice } from './simulate.ts';

/** @returns the same things in another order (Fisher and Yates) */
export function shuffled<Item>(items: Item[], dice: Dice): Item[] {
  const all = [...items];
  for (let last = all.length - 1; last > 0; last -= 1) {
    const other = dice(last + 1);
    const [a, b] = [all[last], all[other]];
    if (a !== undefined && b !== undefined) [all[last], all[other]] = [b, a];
  }
  return all;
}
