import type { Offer } from '@credenza/contracts';
import type { Aggregates } from '@credenza/service-kit';
import type { z } from 'zod';
import { type OfferedProduct, offersOf } from './offers.ts';
import type { Product } from './product-state.ts';
import type { Shops } from './shop.store.ts';
import type { Stocks } from './stock.store.ts';

/** Live price and stock of variants, for other services. */
export class Offers {
  readonly #products: Aggregates<Product>;
  readonly #stocks: Stocks;
  readonly #shops: Shops;
  readonly #now: () => Date;

  /**
   * @param products the products
   * @param stocks the stock
   * @param about the shops and the clock
   */
  constructor(products: Aggregates<Product>, stocks: Stocks, about: { shops: Shops; now: () => Date }) {
    this.#products = products;
    this.#stocks = stocks;
    this.#shops = about.shops;
    this.#now = about.now;
  }

  /**
   * @param variantIds some variants
   * @returns what they cost and how many there are right now; unknown ones are left out
   */
  async live(variantIds: string[]): Promise<z.input<typeof Offer>[]> {
    const [products, levels] = await Promise.all([
      this.#products.model
        .find({ 'variants.variantId': { $in: variantIds } })
        .select(
          'version sellerId sellerName title status shopClosed category images variants listPrices schedules nextPriceAt',
        )
        .lean<OfferedProduct[]>(),
      this.#stocks.levels(variantIds),
    ]);
    // A shop that has just closed sells nothing, however many products it takes to say so.
    const closed = await this.#shops.closed([...new Set(products.map(({ sellerId }) => sellerId))]);
    return offersOf(products, variantIds, levels, { now: this.#now(), closed });
  }
}
