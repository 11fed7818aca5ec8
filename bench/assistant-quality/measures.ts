/** What stands for an answer: an article's name, or a product's id. */
export type Wanted = ReadonlySet<string>;

/**
 * @param found refs, the best first
 * @param wanted what should be found
 * @param together whether each of `wanted` answers by itself (articles), or as many as fit are wanted (products)
 * @returns how much of what there is to find is among the first five, from 0 to 1
 */
export function recallAt5(found: readonly string[], wanted: Wanted, together: 'any' | 'all'): number {
  const hits = found.slice(0, 5).filter((ref) => wanted.has(ref)).length;
  return hits / (together === 'any' ? Math.max(1, hits) : Math.min(5, wanted.size));
}

/**
 * @param found refs, the best first
 * @param wanted what should be found
 * @returns one over the place of the first that is right, 0 when none is
 */
export function reciprocalRank(found: readonly string[], wanted: Wanted): number {
  const at = found.findIndex((ref) => wanted.has(ref));
  return at < 0 ? 0 : 1 / (at + 1);
}

/**
 * @param values any numbers
 * @returns their mean; 0 of none
 */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
