/**
 * Works through a list, several at a time.
 *
 * @param items what to work on
 * @param atOnce how many at the same time
 * @param work what to do with each
 * @returns the results, in the order of the items
 * @throws whatever the first failing work throws; nothing new is begun after it
 */
export async function inPool<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  const waiting = items.entries();
  let failed = false;
  async function worker(): Promise<void> {
    for (const [index, item] of waiting) {
      if (failed) return;
      try {
        results[index] = await work(item, index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
