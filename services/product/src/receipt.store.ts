import type { ProductId, UserId } from '@credenza/contracts';
import { type Connection, type Model, Schema } from 'mongoose';

interface Receipt {
  _id: string;
  buyerId: UserId;
  productId: ProductId;
  at: Date;
}

const text = { type: String, required: true };
const receiptSchema = new Schema<Receipt>(
  { _id: text, buyerId: text, productId: text, at: Date },
  { collection: 'receipts', versionKey: false },
).index({ buyerId: 1 });

const idOf = (buyerId: UserId, productId: ProductId) => `${buyerId}:${productId}`;

/** Which products have arrived at whom: only these people may review them. */
export class Receipts {
  readonly #model: Model<Receipt>;

  /** @param db the service's database */
  constructor(db: Connection) {
    this.#model = db.model<Receipt>('Receipt', receiptSchema);
  }

  /**
   * @param buyerId who has got something
   * @param productIds what
   * @param at when
   */
  async add(buyerId: UserId, productIds: ProductId[], at: Date): Promise<void> {
    await this.#model.bulkWrite(
      [...new Set(productIds)].map((productId) => ({
        updateOne: {
          filter: { _id: idOf(buyerId, productId) },
          update: { $setOnInsert: { buyerId, productId, at } },
          upsert: true,
        },
      })),
    );
  }

  /**
   * @param buyerId a buyer
   * @param productId a product
   * @returns whether it has arrived at the buyer
   */
  async has(buyerId: UserId, productId: ProductId): Promise<boolean> {
    return (await this.#model.exists({ _id: idOf(buyerId, productId) })) !== null;
  }

  /**
   * @param buyerId a buyer
   * @returns what has arrived at the buyer, and when
   */
  async of(buyerId: UserId): Promise<{ productId: ProductId; at: Date }[]> {
    return await this.#model.find({ buyerId }).select('-_id productId at').lean();
  }

  /**
   * @param buyerId whom to forget
   * @returns how many products had arrived
   */
  async forget(buyerId: UserId): Promise<number> {
    return (await this.#model.deleteMany({ buyerId })).deletedCount;
  }
}
