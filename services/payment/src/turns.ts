/**
 * Lets work on the same key run one after the other in this process. It only spares the database conflicts that would make
 * transactions run again: between processes, and if this forgot everything, the transactions still keep each other right.
 */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  /**
   * @param keys what the work is about; work that shares none of them runs at once
   * @param work what to do when everything before it on these keys is done
   * @returns what the work returns
   * @throws whatever the work throws
   */
  async take<Result>(keys: string[], work: () => Promise<Result>): Promise<Result> {
    const before = Promise.all(keys.map((key) => this.#last.get(key)));
    const mine = before.then(work);
    const done = mine.then(
      () => undefined,
      () => undefined,
    );
    for (const key of keys) this.#last.set(key, done);
    try {
      return await mine;
    } finally {
      for (const key of keys) if (this.#last.get(key) === done) this.#last.delete(key);
    }
  }
}
