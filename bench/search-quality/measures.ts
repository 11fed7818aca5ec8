/**
 * Normalised discounted cumulative gain of the first ten (Järvelin and Kekäläinen, 2002), with the gain 2^grade - 1.
 *
 * @param found ids, the best first
 * @param grades what each id is worth, from 1 to 3; missing ones nothing
 * @returns between 0 and 1
 */
export function ndcgAt10(found: readonly string[], grades: ReadonlyMap<string, number>): number {
  const gained = dcg(found.map((id) => grades.get(id) ?? 0));
  const best = dcg([...grades.values()].sort((a, b) => b - a));
  return best === 0 ? 0 : gained / best;
}

function dcg(grades: readonly number[]): number {
  return grades.slice(0, 10).reduce((sum, grade, index) => sum + (2 ** grade - 1) / Math.log2(index + 2), 0);
}

/**
 * @param found ids, the best first
 * @param grades what each id is worth
 * @returns whether the first one is just what was meant
 */
export function firstIsRight(found: readonly string[], grades: ReadonlyMap<string, number>): boolean {
  return found[0] !== undefined && grades.get(found[0]) === 3;
}
