import type { ProductId } from '@credenza/contracts';
import { isDuplicateKey } from '@credenza/service-kit';
import { type Connection, type Model, Schema } from 'mongoose';
import type { Product } from './product.ts';

interface KnownProduct extends Omit<Product, 'productId'> {
  _id: ProductId;
  heardAt: Date;
}

const productSchema = new Schema(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    sellerId: { type: String, required: true },
    sellerName: { type: String, required: true },
    title: { type: String, required: true },
    image: String,
    category: String,
    forSale: { type: Boolean, required: true },
    shopClosed: Boolean,
    variants: { type: [Schema.Types.Mixed], required: true },
    // Journals are kept for 30 days: nothing older than what this forgets can be published again.
    heardAt: { type: Date, required: true, index: { expireAfterSeconds: 31 * 24 * 3_600 } },
  },
  { collection: 'products', versionKey: false },
);

/**
 * The newest event of every product that changed lately. It settles two races: an event that comes late must not undo a newer one, and
 * an event that is handled while a line is on its way into a cart must not miss it.
 */
export class Products {
  readonly #products: Model<KnownProduct>;
  readonly #now: () => Date;

  /**
   * @param db the service's database
   * @param now the clock
   */
  constructor(db: Connection, now: () => Date) {
    this.#products = db.model<KnownProduct>('Product', productSchema);
    this.#now = now;
  }

  /**
   * Remembers a product unless a newer version of it is known.
   *
   * @param product what an event told
   * @returns the newest that is known
   */
  async learn(product: Product): Promise<Product> {
    const { productId, ...state } = product;
    try {
      await this.#products.replaceOne(
        { _id: productId, version: { $lt: product.version } },
        { ...state, heardAt: this.#now() },
        { upsert: true },
      );
      return product;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    const [newest] = await this.newest([productId]);
    return newest ?? product;
  }

  /**
   * @param productIds some products
   * @returns what is known about those of them that changed lately
   */
  async newest(productIds: readonly ProductId[]): Promise<Product[]> {
    const found = await this.#products.find({ _id: { $in: productIds } }).lean();
    return found.map(({ _id, heardAt: _heardAt, ...state }) => ({ ...state, productId: _id }));
  }
}
