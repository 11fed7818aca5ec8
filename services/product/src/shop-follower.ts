import type { Log } from '@credenza/service-kit';
import type { Products } from './product.store.ts';
import { outOfStep, type Shops } from './shop.store.ts';
import type { Shop } from './shop.ts';

/** Products that are looked up at a time. */
const batchSize = 100;
/** Of these, so many are written at a time: buyers come first. */
const atOnce = 8;

/**
 * Brings the products of a shop in step with it, batch by batch in the background: a shop may have very many. What a crash
 * leaves undone is still due, and a job goes on with it.
 */
export class ShopFollower {
  readonly #parts: { products: Products; shops: Shops; log: Log };
  readonly #following = new Set<Promise<void>>();
  #stopping = false;

  /** @param parts the stores and the log */
  constructor(parts: { products: Products; shops: Shops; log: Log }) {
    this.#parts = parts;
  }

  /**
   * A shop has changed. Whoever says so does not wait for its products.
   *
   * @param sellerId the shop
   */
  notice(sellerId: string): void {
    const following = this.follow(sellerId)
      .then(() => undefined)
      .catch((error: unknown) => this.#parts.log.warn({ err: error }, 'products will follow their shop later'))
      .finally(() => this.#following.delete(following));
    this.#following.add(following);
  }

  /** Waits until everything noticed is done. */
  async quiet(): Promise<void> {
    await Promise.all(this.#following);
  }

  /** Ends after the batches that are under way; what is left is still due. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.quiet();
  }

  /**
   * @param sellerId a shop; missing for any that is due
   * @returns whether there was one to follow, and nobody else at it
   */
  async follow(sellerId?: string): Promise<boolean> {
    const shop = await this.#parts.shops.take(sellerId);
    if (!shop) return false;
    // One that fails keeps its lease for a while, so that the others are not kept waiting by it.
    await this.#followAll(shop);
    return true;
  }

  async #followAll(taken: Shop): Promise<void> {
    const { shops } = this.#parts;
    for (let shop = taken; ; ) {
      const { found, shop: now } = await this.#pass(shop);
      if (this.#stopping) return await shops.letGo(shop.sellerId);
      // Only a pass that finds nothing says that nothing is left: a seller may have renamed a product that was still to come.
      if (found === 0 && now.version === shop.version && (await shops.done(shop))) return;
      shop = now;
    }
  }

  /** Goes once through the shop's products; ends early when the shop changes meanwhile. */
  async #pass(shop: Shop): Promise<{ found: number; shop: Shop }> {
    const { products, shops } = this.#parts;
    let found = 0;
    for (let after = ''; ; ) {
      const batch = await outOfStep(products.aggregates, shop, { after, limit: batchSize });
      await this.#followBatch(batch, shop);
      found += batch.length;
      // Looked up after the batch was written: what was written for an older version is written again for the newer one.
      const now = (await shops.goOn(shop.sellerId)) ?? shop;
      const last = batch.at(-1);
      if (!last || batch.length < batchSize || this.#stopping || now.version !== shop.version)
        return { found, shop: now };
      after = last.handle;
    }
  }

  async #followBatch(batch: { _id: string }[], shop: Shop): Promise<void> {
    const left = [...batch];
    const lane = async () => {
      for (let next = left.shift(); next; next = left.shift()) await this.#parts.products.follow(next._id, shop);
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
  }
}
