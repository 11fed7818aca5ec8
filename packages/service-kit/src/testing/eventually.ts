/**
 * Waits for a condition, looking often; the alternative to a sleep.
 *
 * @param look resolves with a value when the condition holds; throws or resolves with undefined, null or false while it does not
 * @param withinMs how long to wait, in ms
 * @returns what `look` found
 * @throws the last error, or one that says that the condition did not come true
 */
export async function eventually<Found>(
  look: () => Promise<Found> | Found,
  withinMs = 15_000,
): Promise<Exclude<Found, undefined | null | false>> {
  const until = Date.now() + withinMs;
  let last: unknown = new Error('the condition did not come true');
  do {
    try {
      const found = await look();
      if (found !== undefined && found !== null && found !== false)
        return found as Exclude<Found, undefined | null | false>;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  } while (Date.now() < until);
  throw new Error(`Not within ${withinMs} ms: ${last instanceof Error ? last.message : String(last)}`, { cause: last });
}
