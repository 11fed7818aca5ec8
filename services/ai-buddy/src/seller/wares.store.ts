import { isDuplicateKey } from '@credenza/service-kit';
import { type Connection, type Model, Schema } from 'mongoose';
import type { Point, Ware } from './ware.ts';

type Document = Omit<Ware, 'productId'> & { _id: string };

/** So many points are kept of a product: prices and empty shelves of about a year. */
const mostPoints = 500;

const schema = new Schema<Document>(
  {
    _id: { type: String, required: true },
    sellerId: { type: String, required: true },
    points: { type: Schema.Types.Mixed, required: true },
  },
  { collection: 'wares', versionKey: false },
).index({ sellerId: 1 });

/** How products were offered over time, as the product service has told. */
export class Wares {
  readonly #model: Model<Document>;

  /** @param db the service's database */
  constructor(db: Connection) {
    this.#model = db.model<Document>('Ware', schema);
  }

  /**
   * Notes how a product is offered; each version once, sorted by version whatever came first.
   *
   * @param productId the product
   * @param sellerId its shop
   * @param point how it is offered
   */
  async note(productId: string, sellerId: string, point: Point): Promise<void> {
    const unheard = { _id: productId, 'points.version': { $ne: point.version } };
    const points = { $each: [point], $sort: { version: 1 as const }, $slice: -mostPoints };
    try {
      await this.#model.collection.updateOne(unheard as never, { $set: { sellerId }, $push: { points } } as never, {
        upsert: true,
      });
    } catch (error) {
      // The version is there already.
      if (!isDuplicateKey(error)) throw error;
    }
  }

  /**
   * @param sellerId a shop
   * @param productId only this one
   * @returns its products' pasts
   */
  async ofShop(sellerId: string, productId?: string): Promise<Ware[]> {
    const filter = { sellerId, ...(productId !== undefined && { _id: productId }) };
    const found = await this.#model.find(filter).sort({ _id: 1 }).lean<Document[]>();
    return found.map(({ _id, ...rest }) => ({ productId: _id, ...rest }));
  }

  /** @returns every shop that has ever offered something */
  async shops(): Promise<string[]> {
    return await this.#model.distinct('sellerId');
  }
}
