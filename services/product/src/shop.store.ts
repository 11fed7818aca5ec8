import type { UserId } from '@credenza/contracts';
import { type Aggregates, isDuplicateKey } from '@credenza/service-kit';
import { type Connection, type Model, Schema } from 'mongoose';
import type { Product } from './product-state.ts';
import type { Shop } from './shop.ts';

interface KnownShop extends Omit<Shop, 'sellerId'> {
  _id: UserId;
  /** Set while some of its products may be out of step with it. */
  due?: true | undefined;
  /** Until then somebody brings them in step; afterwards that process has died. */
  leasedUntil?: Date | undefined;
}

const shopSchema = new Schema<KnownShop>(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    name: { type: String, required: true },
    open: { type: Boolean, required: true },
    due: Boolean,
    leasedUntil: Date,
  },
  { collection: 'shops', versionKey: false },
).index({ due: 1 }, { partialFilterExpression: { due: true } });

/** How long the work on a batch of products may take before somebody else goes on with the shop, in ms. */
const leaseMs = 60_000;

/** The shops as the auth service has told them. */
export class Shops {
  readonly #model: Model<KnownShop>;
  readonly #now: () => Date;

  /**
   * @param db the service's database
   * @param now the clock
   */
  constructor(db: Connection, now: () => Date) {
    this.#model = db.model<KnownShop>('Shop', shopSchema);
    this.#now = now;
  }

  /**
   * Remembers a shop unless something newer is known of it; its products are due from then on.
   *
   * @param shop what an event told
   */
  async learn({ sellerId, ...state }: Shop): Promise<void> {
    try {
      const older = { _id: sellerId, version: { $lt: state.version } };
      await this.#model.updateOne(older, { $set: { ...state, due: true } }, { upsert: true });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }

  /**
   * @param sellerId a shop
   * @returns what is known of it; undefined when nothing was heard yet: it then counts as open
   */
  async find(sellerId: string): Promise<Shop | undefined> {
    const found = await this.#model.findById(sellerId).lean<KnownShop>();
    return found ? shopFrom(found) : undefined;
  }

  /**
   * @param sellerIds some shops
   * @returns those among them that sell nothing now
   */
  async closed(sellerIds: string[]): Promise<Set<string>> {
    if (sellerIds.length === 0) return new Set();
    const found = await this.#model
      .find({ _id: { $in: sellerIds }, open: false })
      .select('_id')
      .lean();
    return new Set(found.map(({ _id }) => _id));
  }

  /**
   * Takes on the work of bringing a shop's products in step.
   *
   * @param sellerId the shop; missing for any
   * @returns the shop; undefined when there is none to do, or somebody is at it
   */
  async take(sellerId?: string): Promise<Shop | undefined> {
    const now = this.#now();
    const taken = await this.#model
      .findOneAndUpdate(
        { ...(sellerId !== undefined && { _id: sellerId }), due: true, leasedUntil: { $not: { $gt: now } } },
        { $set: { leasedUntil: new Date(now.getTime() + leaseMs) } },
        { returnDocument: 'after' },
      )
      .lean<KnownShop>();
    return taken ? shopFrom(taken) : undefined;
  }

  /**
   * Says that the work goes on.
   *
   * @param sellerId the shop
   * @returns the shop as it is known by now
   */
  async goOn(sellerId: string): Promise<Shop | undefined> {
    const leasedUntil = new Date(this.#now().getTime() + leaseMs);
    const found = await this.#model
      .findByIdAndUpdate(sellerId, { $set: { leasedUntil } }, { returnDocument: 'after' })
      .lean<KnownShop>();
    return found ? shopFrom(found) : undefined;
  }

  /**
   * Says that all products are in step with this version of their shop.
   *
   * @param shop the shop
   * @returns false when it has changed meanwhile, so that there is more to do
   */
  async done({ sellerId, version }: Shop): Promise<boolean> {
    const finished = await this.#model.updateOne({ _id: sellerId, version }, { $unset: { due: 1, leasedUntil: 1 } });
    return finished.matchedCount === 1;
  }

  /**
   * Lets go of a shop whose products are not all in step, for somebody else to go on.
   *
   * @param sellerId the shop
   */
  async letGo(sellerId: string): Promise<void> {
    await this.#model.updateOne({ _id: sellerId }, { $unset: { leasedUntil: 1 } });
  }
}

function shopFrom({ _id, version, name, open }: KnownShop): Shop {
  return { sellerId: _id, version, name, open };
}

/**
 * @param products the products
 * @param shop a shop
 * @param page how many, and after which handle
 * @returns products of the shop that do not say what it says, in the order of their handles
 */
export async function outOfStep(
  products: Aggregates<Product>,
  shop: Shop,
  page: { after: string; limit: number },
): Promise<{ _id: string; handle: string }[]> {
  return await products.model
    .find({
      sellerId: shop.sellerId,
      live: true,
      handle: { $gt: page.after },
      $or: [{ shopClosed: shop.open ? { $exists: true } : { $exists: false } }, { sellerName: { $ne: shop.name } }],
    })
    .sort({ handle: 1 })
    .limit(page.limit)
    .select('handle')
    .lean<{ _id: string; handle: string }[]>();
}
