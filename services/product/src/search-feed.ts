import type { Log } from '@credenza/service-kit';
import type { Listener } from './change-feed.ts';
import type { ProductSource } from './product-source.store.ts';
import type { SearchIndex } from './search-index.ts';

/** How long the index is believed while the change feed is behind, in ms. */
const blindMs = 2_000;
const batch = 500;

/** Keeps the search index as the database is: filled at the start, and brought up to date before a search when something has changed. */
export class SearchFeed implements Listener {
  readonly #index: SearchIndex;
  readonly #source: ProductSource;
  readonly #log: Log;
  readonly #upToDate: () => boolean;
  readonly #changed = new Set<string>();
  /** Everything is compared with the database at first, and after every gap. */
  #compareAll = true;
  #comparedAt = Number.NEGATIVE_INFINITY;
  #working: Promise<void> | undefined;

  /**
   * @param parts the index, where products are read, the log, and whether the change feed is up to date
   */
  constructor(parts: { index: SearchIndex; source: ProductSource; log: Log; upToDate: () => boolean }) {
    this.#index = parts.index;
    this.#source = parts.source;
    this.#log = parts.log;
    this.#upToDate = parts.upToDate;
  }

  product(productId: string): void {
    this.#changed.add(productId);
  }

  variant(): void {
    // Lists show whether a product can be bought, and that changes the product itself.
  }

  gap(): void {
    this.#compareAll = true;
  }

  /**
   * Brings the index up to what was written before the call; many who ask at once wait for the same work.
   *
   * @throws whatever the database throws; the next call begins anew
   */
  async refresh(): Promise<void> {
    // What is under way may have begun before the last change; a second round has not.
    for (let round = 0; round < 2 && this.#isBehind(); round += 1) {
      this.#working ??= this.#catchUp().finally(() => {
        this.#working = undefined;
      });
      await this.#working;
    }
  }

  #isBehind(): boolean {
    const blind = !this.#upToDate() && performance.now() - this.#comparedAt > blindMs;
    return this.#compareAll || this.#changed.size > 0 || blind;
  }

  async #catchUp(): Promise<void> {
    const began = performance.now();
    const all = this.#compareAll || this.#changed.size === 0;
    this.#compareAll = false; // a gap that opens meanwhile counts again
    const ids = [...this.#changed];
    this.#changed.clear();
    try {
      if (all) ids.push(...(await this.#differing()));
      for (let at = 0; at < ids.length; at += batch) await this.#take(ids.slice(at, at + batch));
    } catch (error) {
      this.#compareAll = true;
      throw error;
    }
    if (!all) return;
    this.#comparedAt = performance.now();
    const line = { products: this.#index.size, read: ids.length, ms: Math.round(performance.now() - began) };
    this.#log.debug(line, 'compared the search index with the database');
  }

  /** Products whose state in the index is not the one in the database. */
  async #differing(): Promise<string[]> {
    const known = this.#index.versions();
    const differing: string[] = [];
    for await (const { _id, version } of this.#source.versions()) {
      if (known.get(_id) !== version) differing.push(_id);
      known.delete(_id);
    }
    return [...differing, ...known.keys()];
  }

  async #take(ids: string[]): Promise<void> {
    const gone = new Set(ids);
    for (const product of await this.#source.read(ids)) {
      this.#index.put(product);
      gone.delete(product._id);
    }
    for (const id of gone) this.#index.remove(id);
  }
}
