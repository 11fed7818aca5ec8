import type { Currency, UserId } from '@credenza/contracts';
import type { Aggregates } from '@credenza/service-kit';
import { type Connection, type Model, Schema } from 'mongoose';
import type { Product } from './product-state.ts';

/** A shop's prices in one currency; the prices themselves stand in the products. */
export interface PriceList {
  currency: Currency;
  name: string;
}

interface StoredList extends PriceList {
  _id: string;
  sellerId: UserId;
}

const text = { type: String, required: true };
const listSchema = new Schema<StoredList>(
  { _id: text, sellerId: { ...text, index: true }, currency: text, name: text },
  { collection: 'priceLists', versionKey: false },
);
const idOf = (sellerId: UserId, currency: Currency) => `${sellerId}:${currency}`;

/** The price lists of the shops, one for each currency that a shop gives prices in. */
export class PriceLists {
  readonly #lists: Model<StoredList>;
  readonly #products: Aggregates<Product>['model'];

  /**
   * @param db the service's database
   * @param products the products, which hold the prices
   */
  constructor(db: Connection, products: Aggregates<Product>) {
    this.#lists = db.model<StoredList>('PriceList', listSchema);
    this.#products = products.model;
  }

  /**
   * @param sellerId a shop
   * @returns its lists, and how many of its products have a price in each
   */
  async of(sellerId: UserId): Promise<(PriceList & { products: number })[]> {
    const found = await this.#lists.find({ sellerId }).sort({ currency: 1 }).lean<StoredList[]>();
    return await Promise.all(
      found.map(async ({ currency, name }) => ({
        currency,
        name,
        products: await this.#count(sellerId, currency),
      })),
    );
  }

  /**
   * Makes a list, or calls it something else.
   *
   * @param sellerId whose
   * @param list its currency and name
   */
  async name(sellerId: UserId, { currency, name }: PriceList): Promise<void> {
    await this.#lists.updateOne(
      { _id: idOf(sellerId, currency) },
      { $set: { sellerId, currency, name } },
      { upsert: true },
    );
  }

  /**
   * Makes lists for prices that were just set, where there are none yet; they are called like their currencies.
   *
   * @param sellerId whose
   * @param currencies of the prices
   */
  async ensure(sellerId: UserId, currencies: Currency[]): Promise<void> {
    if (currencies.length === 0) return;
    await this.#lists.bulkWrite(
      currencies.map((currency) => ({
        updateOne: {
          filter: { _id: idOf(sellerId, currency) },
          update: { $setOnInsert: { sellerId, currency, name: currency } },
          upsert: true,
        },
      })),
    );
  }

  /**
   * Takes a list away unless products have prices in it. It goes before anybody looks: a price that is set meanwhile brings it
   * back, whoever is first.
   *
   * @param sellerId whose
   * @param currency its currency
   * @returns whether there was one, and how many products keep it
   */
  async remove(sellerId: UserId, currency: Currency): Promise<{ found: boolean; products: number }> {
    const gone = await this.#lists.findOneAndDelete({ _id: idOf(sellerId, currency) }).lean<StoredList>();
    const products = gone ? await this.#count(sellerId, currency) : 0;
    if (gone && products > 0) await this.name(sellerId, gone);
    return { found: gone !== null, products };
  }

  async #count(sellerId: UserId, currency: Currency): Promise<number> {
    return await this.#products.countDocuments({ sellerId, live: true, 'listPrices.currency': currency });
  }
}
