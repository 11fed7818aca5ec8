import { stockLow } from '@credenza/contracts';
import type { Log } from '@credenza/service-kit';
import type { Products } from './product.store.ts';
import type { StoredProduct } from './product-state.ts';
import type { StoredStock } from './stock.schema.ts';
import type { Stocks } from './stock.store.ts';
import { newsOf } from './stock.ts';
import { onOffer } from './variant.ts';

/** Says what the counters have to say: sold out, back again, running low. What a crash left unsaid, a job says later. */
export class Announcer {
  readonly #parts: { products: Products; stocks: Stocks; log: Log };
  readonly #saying = new Set<Promise<void>>();

  /** @param parts the stores and the log */
  constructor(parts: { products: Products; stocks: Stocks; log: Log }) {
    this.#parts = parts;
  }

  /**
   * Looks at counters that have just changed. A buyer does not wait for what is said about them.
   *
   * @param changed the counters afterwards
   */
  notice(changed: (StoredStock | undefined)[]): void {
    for (const stock of changed) {
      if (!stock?.news) continue;
      const saying = this.say(stock)
        .catch((error: unknown) => this.#parts.log.warn({ err: error }, 'news about stock will be told later'))
        .finally(() => this.#saying.delete(saying));
      this.#saying.add(saying);
    }
  }

  /** Waits until everything noticed is said. */
  async quiet(): Promise<void> {
    await Promise.all(this.#saying);
  }

  /**
   * Says what there is to say about one variant, until there is nothing more.
   *
   * @param stock its counters
   */
  async say(stock: StoredStock): Promise<void> {
    let now: StoredStock | undefined = stock;
    for (let round = 0; now?.news && round < 10; round += 1) now = await this.#sayOnce(now);
  }

  async #sayOnce(stock: StoredStock): Promise<StoredStock | undefined> {
    const { stocks, products } = this.#parts;
    const news = newsOf(stock);
    const heard = news.low === true ? await this.#sayLow(stock) : undefined;
    const told = news.empty === undefined ? undefined : await products.tellStock(stock.productId);
    return await stocks.noteSaid(stock._id, {
      ...(news.low === false && { saidLow: false }),
      ...(heard === false && { saidLow: true }),
      ...(news.empty !== undefined && { saidEmpty: saidEmpty(stock._id, told) ?? news.empty }),
    });
  }

  /** Resolves with false when there is nobody left to tell. */
  async #sayLow({ _id }: StoredStock): Promise<boolean> {
    const { stocks, products } = this.#parts;
    const stock = await stocks.aggregates.find(_id);
    const product = stock && (await products.aggregates.find(stock.productId));
    const variant = product?.variants.find(({ variantId }) => variantId === _id);
    if (!stock || !product) return false;
    const title = variant && product.variants.length > 1 ? `${product.title} (${variant.title})` : product.title;
    await stocks.aggregates.change(_id, ({ productId, available, lowStockThreshold, saidLow }) =>
      saidLow || available > lowStockThreshold
        ? undefined
        : {
            state: { saidLow: true },
            facts: [
              stockLow.of({
                variantId: _id,
                productId,
                sellerId: product.sellerId,
                title,
                available,
                threshold: lowStockThreshold,
              }),
            ],
          },
    );
    return true;
  }
}

/** What the product was told about a variant that is on offer. */
function saidEmpty(variantId: string, product: StoredProduct | undefined): boolean | undefined {
  const offered = product && onOffer(product).some((variant) => variant.variantId === variantId);
  return offered ? product.soldOut.some((soldOut) => soldOut === variantId) : undefined;
}
