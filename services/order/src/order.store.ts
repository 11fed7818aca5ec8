import { OrderId, type UserId } from '@credenza/contracts';
import { type Deps, type Outboxed, outboxFields, type Stored } from '@credenza/service-kit';
import { Schema } from 'mongoose';
import type { Order, StoredOrder } from './order.ts';

const schema = new Schema<Order & Outboxed>(
  {
    ...outboxFields,
    buyerId: { type: String, required: true },
    status: { type: String, required: true },
    cartId: { type: String, required: true },
    cartVersion: { type: Number, required: true },
    lines: { type: Schema.Types.Mixed, required: true },
    total: { type: Number, required: true },
    currency: { type: String, required: true },
    shippingAddress: { type: Schema.Types.Mixed, required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    heldUntil: { type: Date, required: true },
    timeline: { type: Schema.Types.Mixed, required: true },
    idempotencyKey: { type: String, required: true },
    checkoutOf: { type: String, index: { unique: true, sparse: true } },
    paymentId: String,
    cancelReason: String,
    cancelDetail: String,
    refund: String,
  },
  { collection: 'orders', versionKey: false, minimize: false },
)
  .index({ buyerId: 1, _id: -1 })
  .index({ buyerId: 1, status: 1, _id: -1 })
  .index({ buyerId: 1, idempotencyKey: 1 }, { unique: true })
  .index({ expiresAt: 1, _id: 1 }, { partialFilterExpression: { status: 'pending' } });

/** An order whose payment is overdue, and since when. */
export interface Overdue {
  orderId: OrderId;
  expiresAt: Date;
}

/**
 * Opens the orders.
 *
 * @param deps what the kit gives
 * @returns the aggregates and the service's queries
 */
export function openOrders(deps: Deps<unknown>) {
  const model = deps.db.model<Order & Outboxed>('Order', schema);
  const aggregates = deps.aggregates<Order>(model, 'order');
  const visible = '-outbox -outboxLease';
  return {
    create: aggregates.create.bind(aggregates),
    change: aggregates.change.bind(aggregates),
    find: aggregates.find.bind(aggregates),
    get: aggregates.get.bind(aggregates),

    /**
     * @param buyerId whose
     * @param idempotencyKey under which key it was placed
     * @returns the order that was placed under it, if any
     */
    async placedUnder(buyerId: UserId, idempotencyKey: string): Promise<StoredOrder | undefined> {
      return (await model.findOne({ buyerId, idempotencyKey }).select(visible).lean<Stored<Order>>()) ?? undefined;
    },

    /**
     * @param checkoutOf a cart and its version
     * @returns the id of the order of just this content, if there is one that is not canceled
     */
    async ofCheckout(checkoutOf: string): Promise<string | undefined> {
      return (await model.findOne({ checkoutOf }).select('_id').lean())?._id;
    },

    /**
     * A buyer's orders, the newest first.
     *
     * @param buyerId whose
     * @param page status filter, how many, and the id after which to go on
     * @returns at most `limit` orders
     */
    async listOf(
      buyerId: UserId,
      page: { status?: Order['status'] | undefined; limit: number; after?: string | undefined },
    ): Promise<StoredOrder[]> {
      const filter = {
        buyerId,
        ...(page.status && { status: page.status }),
        ...(page.after && { _id: { $lt: page.after } }),
      };
      return await model.find(filter).sort({ _id: -1 }).limit(page.limit).select(visible).lean<Stored<Order>[]>();
    },

    /**
     * Orders whose payment is overdue, the longest first.
     *
     * @param now the time
     * @param limit how many at most
     * @param after the last one of the page before
     * @returns at most `limit` of them
     */
    async overdue(now: Date, limit: number, after?: Overdue): Promise<Overdue[]> {
      const beyond = after && [
        { expiresAt: { $gt: after.expiresAt } },
        { expiresAt: after.expiresAt, _id: { $gt: after.orderId } },
      ];
      const found = await model
        .find({ status: 'pending', expiresAt: { $lt: now }, ...(beyond && { $or: beyond }) })
        .sort({ expiresAt: 1, _id: 1 })
        .select('expiresAt')
        .limit(limit)
        .lean();
      return found.map(({ _id, expiresAt }) => ({ orderId: OrderId.parse(_id), expiresAt }));
    },
  };
}

export type Orders = ReturnType<typeof openOrders>;
