import { CartSnapshot, type UserId } from '@credenza/contracts';
import { type Deps, isDuplicateKey } from '@credenza/service-kit';
import { Schema } from 'mongoose';
import { z } from 'zod';

interface KnownCart {
  _id: string;
  version: number;
  cart: CartSnapshot;
}

const schema = new Schema<KnownCart>(
  { _id: { type: String, required: true }, version: { type: Number, required: true }, cart: Schema.Types.Mixed },
  { collection: 'carts', versionKey: false, minimize: false },
);
const Known = z.object({ cart: CartSnapshot });

/**
 * Opens the carts as the order service knows them from cart.updated: what a buyer will check out.
 *
 * @param deps what the kit gives
 * @returns the two queries
 */
export function openCarts(deps: Deps<unknown>) {
  const model = deps.db.model<KnownCart>('Cart', schema);
  return {
    /**
     * @param userId whose
     * @returns the newest snapshot that has arrived here
     */
    async find(userId: UserId): Promise<CartSnapshot | undefined> {
      const known = Known.safeParse(await model.findById(userId).lean());
      return known.success ? known.data.cart : undefined;
    },

    /**
     * Keeps a snapshot unless a newer one is here already.
     *
     * @param userId whose
     * @param cart the snapshot
     */
    async keep(userId: UserId, cart: CartSnapshot): Promise<void> {
      const { cartId, version, currency, lines, subtotal } = cart;
      const newer = { $set: { version, cart: { cartId, userId, version, currency, lines, subtotal } } };
      try {
        await model.updateOne({ _id: userId, version: { $lt: version } }, newer, { upsert: true });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error; // the upsert met a newer snapshot
      }
    },
  };
}

export type Carts = ReturnType<typeof openCarts>;
