import type { ProductId, UserId, WatchId } from '@credenza/contracts';
import { NotFound } from '@credenza/service-kit';
import { type Connection, type Model, Schema } from 'mongoose';
import type { PlaceInList } from './place-in-list.ts';
import type { OpenAlert } from './product.store.ts';
import type { Watch } from './watch.ts';

interface WatchDocument extends Omit<Watch, 'watchId'> {
  _id: WatchId;
}

const watchSchema = new Schema<WatchDocument>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    productId: { type: String, required: true, index: true },
    variantId: { type: String, required: true },
    priceDrop: Schema.Types.Mixed,
    backInStock: { type: Boolean, required: true },
    since: { type: Number, required: true },
    createdAt: { type: Date, required: true },
  },
  { collection: 'watches', versionKey: false, minimize: false },
)
  .index({ variantId: 1, _id: 1 })
  .index({ userId: 1, createdAt: -1, _id: -1 });

/** Who waits for what. */
export class WatchStore {
  readonly #model: Model<WatchDocument>;

  /** @param db the service's database */
  constructor(db: Connection) {
    this.#model = db.model<WatchDocument>('Watch', watchSchema);
  }

  /** @param watch a watch, instead of the one that its owner had on the same variant */
  async keep({ watchId, ...watch }: Watch): Promise<void> {
    await this.#model.replaceOne({ _id: watchId }, watch, { upsert: true });
  }

  /**
   * @param userId a user
   * @returns how many watches they have
   */
  async count(userId: UserId): Promise<number> {
    return await this.#model.countDocuments({ userId });
  }

  /**
   * @param userId the owner
   * @param page how many, after which place
   * @returns up to `limit` + 1 watches, newest first
   */
  async list(userId: UserId, page: { limit: number; cursor?: PlaceInList<WatchId> | undefined }): Promise<Watch[]> {
    const { cursor, limit } = page;
    const after = cursor && {
      createdAt: { $lte: cursor.at },
      $or: [{ createdAt: { $lt: cursor.at } }, { _id: { $lt: cursor.id } }],
    };
    const found = await this.#model
      .find({ userId, ...after })
      .sort({ createdAt: -1, _id: -1 })
      .limit(limit + 1)
      .lean<WatchDocument[]>();
    return found.map(({ _id, ...watch }) => ({ watchId: _id, ...watch }));
  }

  /**
   * @param alert what has happened, and who was told last
   * @param limit how many
   * @returns the next ones who have waited for it
   */
  async waitingFor(alert: OpenAlert, limit: number): Promise<{ watchId: WatchId; userId: UserId }[]> {
    const { variantId, version, change, after } = alert;
    const wish =
      change.what === 'stock'
        ? { backInStock: true }
        : {
            priceDrop: { $exists: true },
            // To fall to at most so much, it must have been above; it waits again once it is above again.
            $or: [
              { 'priceDrop.atMost': { $exists: false } },
              { 'priceDrop.atMost': { $gte: change.to, $lt: change.from } },
            ],
          };
    const found = await this.#model
      .find(
        { variantId, since: { $lt: version }, ...wish, ...(after !== undefined && { _id: { $gt: after } }) },
        { userId: 1 },
      )
      .sort({ _id: 1 })
      .limit(limit)
      .lean<Pick<WatchDocument, '_id' | 'userId'>[]>();
    return found.map(({ _id, userId }) => ({ watchId: _id, userId }));
  }

  /**
   * @param userId the owner
   * @param watchId which watch
   * @throws NotFound when it is not theirs
   */
  async remove(userId: UserId, watchId: WatchId): Promise<void> {
    const { deletedCount } = await this.#model.deleteOne({ _id: watchId, userId });
    if (deletedCount === 0) throw new NotFound('watch');
  }

  /** @param productId a product that is gone for good */
  async forget(productId: ProductId): Promise<void> {
    await this.#model.deleteMany({ productId });
  }
}
