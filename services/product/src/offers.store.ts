import type { Offer } from '@credenza/contracts';
import type { Aggregates } from '@credenza/service-kit';
import type { z } from 'zod';
import { type OfferedProduct, offersOf } from './offers.ts';
import type { Product } from './product-state.ts';
import type { Stocks } from './stock.store.ts';

/** Live price and stock of variants, for other services. */
export class Offers {
  readonly #products: Aggregates<Product>;
  readonly #stocks: Stocks;

  /**
   * @param products the products
   * @param stocks the stock
   */
  constructor(products: Aggregates<Product>, stocks: Stocks) {
    this.#products = products;
    this.#stocks = stocks;
  }

  /**
   * @param variantIds some variants
   * @returns what they cost and how many there are right now; unknown ones are left out
   */
  async live(variantIds: string[]): Promise<z.input<typeof Offer>[]> {
    const [products, levels] = await Promise.all([
      this.#products.model
        .find({ 'variants.variantId': { $in: variantIds } })
        .select('version sellerId sellerName title status category images variants')
        .lean<OfferedProduct[]>(),
      this.#stocks.levels(variantIds),
    ]);
    return offersOf(products, variantIds, levels);
  }
}
