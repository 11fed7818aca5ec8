import type { OrderId } from '@credenza/contracts';
import { type Deps, isDuplicateKey } from '@credenza/service-kit';
import { Schema } from 'mongoose';

/** Who has used a promotion: one list for all orders of a promotion, one for those of each buyer, whichever is limited. */
interface Uses {
  _id: string;
  orders: string[];
  used: number;
}

interface Released {
  _id: string;
  at: Date;
}

const usesSchema = new Schema<Uses>(
  {
    _id: { type: String, required: true },
    orders: { type: [String], required: true, index: true },
    used: { type: Number, required: true },
  },
  { collection: 'promotion_uses', versionKey: false },
);
const releasedSchema = new Schema<Released>(
  {
    _id: { type: String, required: true },
    // Checkouts end after minutes, and journals after 30 days: nobody redeems for an older order.
    at: { type: Date, required: true, index: { expireAfterSeconds: 31 * 24 * 3_600 } },
  },
  { collection: 'released_orders', versionKey: false },
);

/**
 * Opens the counters of limited promotions. Each change is one conditional update that counts and remembers the order in the same
 * write, so that no use can be lost, doubled or exceed the limit.
 *
 * @param deps what the kit gives
 * @returns the counters
 */
export function openUses(deps: Pick<Deps<unknown>, 'db' | 'now'>) {
  const uses = deps.db.model<Uses>('PromotionUses', usesSchema);
  const released = deps.db.model<Released>('ReleasedOrder', releasedSchema);
  return {
    /**
     * Counts an order, once.
     *
     * @param id the list
     * @param orderId the order
     * @param limit how many there may be
     * @returns whether the order is counted now; false when the limit is reached by others
     */
    async take(id: string, orderId: OrderId, limit: number): Promise<boolean> {
      const open = { _id: id, orders: { $ne: orderId }, used: { $lt: limit } };
      const count = { $push: { orders: orderId }, $inc: { used: 1 } };
      try {
        await uses.updateOne(open, count, { upsert: true });
        return true;
      } catch (error) {
        // The list is there and does not take it; or it has just come to be, and takes it now.
        if (!isDuplicateKey(error)) throw error;
      }
      const { matchedCount } = await uses.updateOne(open, count);
      return matchedCount > 0 || (await uses.exists({ _id: id, orders: orderId })) !== null;
    },

    /**
     * Gives back whatever an order has used. A second time changes nothing.
     *
     * @param orderId the order
     * @returns whether there was anything
     */
    async giveBack(orderId: OrderId): Promise<boolean> {
      const back = { $pull: { orders: orderId }, $inc: { used: -1 } };
      const { modifiedCount } = await uses.updateMany({ orders: orderId }, back);
      return modifiedCount > 0;
    },

    /** @param orderId an order that may not use anything any more, whatever comes late */
    async close(orderId: OrderId): Promise<void> {
      await released.updateOne({ _id: orderId }, { $setOnInsert: { at: deps.now() } }, { upsert: true });
    },

    /**
     * @param orderId an order
     * @returns whether it may not use anything any more
     */
    async isClosed(orderId: OrderId): Promise<boolean> {
      return (await released.exists({ _id: orderId })) !== null;
    },

    /**
     * @param ids some lists
     * @returns how many orders are on each; those without any are left out
     */
    async counts(ids: string[]): Promise<Map<string, number>> {
      const found = await uses
        .find({ _id: { $in: ids } })
        .select('used')
        .lean();
      return new Map(found.map(({ _id, used }) => [_id, used]));
    },
  };
}

export type UsesOfPromotions = ReturnType<typeof openUses>;
