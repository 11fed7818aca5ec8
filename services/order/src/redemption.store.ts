import { OrderId } from '@credenza/contracts';
import type { Deps } from '@credenza/service-kit';
import { Schema } from 'mongoose';

interface Redemption {
  _id: string;
  until: Date;
}

const schema = new Schema<Redemption>(
  { _id: { type: String, required: true }, until: { type: Date, required: true, index: true } },
  { collection: 'redemptions', versionKey: false },
);

/**
 * Opens the list of orders that may have used up promotions without having come to be: written before the promotions are
 * asked, forgotten when the order is there, so that a checkout that dies in between gives them back.
 *
 * @param deps what the kit gives
 * @returns the queries
 */
export function openRedemptions(deps: Deps<unknown>) {
  const model = deps.db.model<Redemption>('Redemption', schema);
  return {
    /**
     * @param orderId the order that a checkout is about to make
     * @param until when it will have come to be, or never
     */
    async begin(orderId: OrderId, until: Date): Promise<void> {
      await model.insertMany([{ _id: orderId, until }], { lean: true });
    },

    /** @param orderId an order that is there, or whose promotions are given back */
    async forget(orderId: OrderId): Promise<void> {
      await model.deleteOne({ _id: orderId });
    },

    /**
     * @param now the time
     * @param limit how many at most
     * @returns orders whose time to come to be is over
     */
    async overdue(now: Date, limit: number): Promise<OrderId[]> {
      const found = await model
        .find({ until: { $lt: now } })
        .limit(limit)
        .lean();
      return found.map((one) => OrderId.parse(one._id));
    },
  };
}

export type Redemptions = ReturnType<typeof openRedemptions>;
