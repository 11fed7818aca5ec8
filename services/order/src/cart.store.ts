import { CartSnapshot, type UserId } from '@credenza/contracts';
import { type Deps, isDuplicateKey } from '@credenza/service-kit';
import { Schema } from 'mongoose';
import { z } from 'zod';

interface KnownCart {
  _id: string;
  /** The last snapshots, the newest last. */
  snapshots: CartSnapshot[];
}

const schema = new Schema<KnownCart>(
  { _id: { type: String, required: true }, snapshots: { type: Schema.Types.Mixed, required: true } },
  { collection: 'carts', versionKey: false, minimize: false },
);
const Known = z.object({ snapshots: z.array(CartSnapshot) });

/** How many snapshots of a cart are remembered: what a buyer looks at is seldom older. */
const memory = 5;

/**
 * Opens the carts as the order service knows them from cart.updated: what a buyer will check out, and what the buyer has seen of it lately.
 *
 * @param deps what the kit gives
 * @returns the queries
 */
export function openCarts(deps: Deps<unknown>) {
  const model = deps.db.model<KnownCart>('Cart', schema);
  async function last(userId: UserId, howMany: number): Promise<CartSnapshot[]> {
    const known = Known.safeParse(await model.findById(userId, { snapshots: { $slice: -howMany } }).lean());
    return known.success ? known.data.snapshots : [];
  }
  return {
    /**
     * @param userId whose
     * @returns the newest snapshot that has arrived here
     */
    async find(userId: UserId): Promise<CartSnapshot | undefined> {
      return (await last(userId, 1))[0];
    },

    /**
     * @param userId whose
     * @returns the last few snapshots that have arrived here, the newest last
     */
    async remembered(userId: UserId): Promise<CartSnapshot[]> {
      return await last(userId, memory);
    },

    /**
     * @param userId whose cart to forget
     * @returns how many were known
     */
    async forget(userId: UserId): Promise<number> {
      return (await model.deleteOne({ _id: userId })).deletedCount;
    },

    /**
     * Keeps a snapshot, however late it comes, unless enough newer ones are here already.
     *
     * @param userId whose
     * @param cart the snapshot
     */
    async keep(userId: UserId, cart: CartSnapshot): Promise<void> {
      const { version } = cart;
      const snapshot = { ...cart, userId };
      const unknown = { _id: userId, 'snapshots.version': { $ne: version } };
      const added = { $push: { snapshots: { $each: [snapshot], $sort: { version: 1 as const }, $slice: -memory } } };
      try {
        await model.updateOne(unknown, added, { upsert: true });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        await model.updateOne(unknown, added); // the buyer is known: this snapshot is here already, or another came first
      }
    },
  };
}

export type Carts = ReturnType<typeof openCarts>;
