import { type Connection, type Model, Schema } from 'mongoose';

/** How often a product was looked at, as one event tells it. */
export interface Looks {
  productId: string;
  sellerId: string;
  views: number;
  at: Date;
}
type Document = Looks & { _id: string };

const keepSeconds = 100 * 86_400;

const schema = new Schema<Document>(
  {
    _id: { type: String, required: true },
    productId: { type: String, required: true },
    sellerId: { type: String, required: true },
    views: { type: Number, required: true },
    at: { type: Date, required: true },
  },
  { collection: 'looks', versionKey: false },
)
  .index({ sellerId: 1, at: 1 })
  .index({ at: 1 }, { expireAfterSeconds: keepSeconds });

/** How often products were looked at, by nobody in particular. */
export class Views {
  readonly #model: Model<Document>;

  /** @param db the service's database */
  constructor(db: Connection) {
    this.#model = db.model<Document>('Looks', schema);
  }

  /**
   * @param eventId the event that tells, which counts once
   * @param looks how often
   */
  async note(eventId: string, looks: Looks): Promise<void> {
    await this.#model.updateOne({ _id: eventId }, { $set: looks }, { upsert: true });
  }

  /**
   * @param sellerId a shop
   * @param since from when on
   * @returns how often each of its products was looked at
   */
  async ofShop(sellerId: string, since: Date): Promise<Map<string, number>> {
    const views = new Map<string, number>();
    for (const one of await this.#model.find({ sellerId, at: { $gte: since } }).lean<Document[]>())
      views.set(one.productId, (views.get(one.productId) ?? 0) + one.views);
    return views;
  }
}
