import type { Log } from '@credenza/service-kit';
import type { Announcer } from './announcer.ts';
import type { BulkEntry, Bulks } from './bulk.store.ts';
import { changedBy, movedSince } from './bulk.ts';
import type { Products } from './product.store.ts';
import type { Stocks } from './stock.store.ts';

/** Products that are looked up at a time, and of these so many are written at a time: buyers come first. */
const [batchSize, atOnce] = [100, 4];

/** What carries out bulk changes. */
export interface RunnerParts {
  bulks: Bulks;
  products: Products;
  stocks: Stocks;
  announcer: Announcer;
  log: Log;
}

/**
 * Carries out bulk changes in the background. A product and a counter remember the bulk change that they have been through, in the
 * write that it makes; so a crash, a second process or a repetition changes nothing twice. What a crash leaves, a job goes on with.
 */
export class BulkRunner {
  readonly #parts: RunnerParts;
  #running: Promise<unknown> = Promise.resolve();
  #stopping = false;

  /** @param parts the stores, who tells about stock, and the log */
  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  /** There is something to do; whoever says so does not wait for it. */
  notice(): void {
    const going = this.goOn().catch((error: unknown) => {
      this.#parts.log.warn({ err: error }, 'a bulk change will go on later');
    });
    this.#running = Promise.all([this.#running, going]);
  }

  /** Ends after the products that are under way; what is left is still to do. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#running;
  }

  /**
   * Works on what is to do, until nothing is left that nobody else is at.
   *
   * @throws whatever the database throws; what is left is still to do
   */
  async goOn(): Promise<void> {
    const { bulks } = this.#parts;
    for (let bulkId = await bulks.take(); bulkId !== undefined; bulkId = await bulks.take()) {
      try {
        await this.#runAll(bulkId);
      } finally {
        await bulks.lease(bulkId, false);
      }
      if (this.#stopping) return;
    }
  }

  async #runAll(bulkId: string): Promise<void> {
    const { bulks } = this.#parts;
    for (;;) {
      const open = await bulks.entries(bulkId, { limit: batchSize, open: true });
      if (open.length === 0) break;
      const lane = async () => {
        for (let entry = open.shift(); entry && !this.#stopping; entry = open.shift())
          await bulks.close(entry._id, await this.#apply(entry));
      };
      await Promise.all(Array.from({ length: atOnce }, lane));
      if (this.#stopping) return;
      await bulks.lease(bulkId, true);
    }
    await bulks.aggregates.change(bulkId, ({ state }) =>
      state === 'running' ? { state: { state: 'done' }, facts: [] } : undefined,
    );
  }

  /** Resolves with what was no longer as it was shown. */
  async #apply(entry: BulkEntry): Promise<string[]> {
    const changes = entry.status !== undefined || entry.variants.some((one) => one.price ?? one.compareAtPrice);
    const moved = changes ? await this.#applyToProduct(entry) : [];
    return moved.length > 0 ? moved : await this.#applyToStock(entry);
  }

  /** All of a product or nothing, in one write. */
  async #applyToProduct(entry: BulkEntry): Promise<string[]> {
    const { bulkId, productId } = entry;
    const withoutStock = { ...entry, variants: entry.variants.map(({ stock: _stock, ...one }) => one) };
    let moved: string[] = [];
    const found = await this.#parts.products.editIfThere(productId, (product) => {
      moved = product.lastBulk === bulkId ? [] : movedSince(product, withoutStock, new Map());
      if (product.lastBulk === bulkId || moved.length > 0) return undefined;
      return { ...changedBy(product, withoutStock), lastBulk: bulkId };
    });
    return found ? moved : movedSince(undefined, entry, new Map());
  }

  async #applyToStock({ bulkId, productId, variants }: BulkEntry): Promise<string[]> {
    const { stocks, products, announcer } = this.#parts;
    const steps = variants.flatMap(({ variantId, title, stock }) => (stock ? [{ ...stock, variantId, title }] : []));
    if (steps.length === 0) return [];
    const changed = await stocks.changeInBulk(bulkId, steps);
    announcer.notice(changed);
    if (changed.length > 0) await products.tellStock(productId, true);
    const through = new Set(changed.map(({ _id }) => _id));
    return steps.flatMap(({ variantId, title }) => (through.has(variantId) ? [] : `the stock of ${title}`));
  }
}
