import { type DisputeId, OrderId, type SellerOrderId, type UserId } from '@credenza/contracts';
import { type Deps, type Outboxed, outboxFields, type Stored } from '@credenza/service-kit';
import { type QueryFilter, Schema } from 'mongoose';
import type { Order, StoredOrder } from './order-state.ts';
import type { Dispute, PartState } from './part.ts';
import { type OldOrder, splitOld } from './split-old.ts';

const paid = { paidAt: { $exists: true } };

const schema = new Schema<Order & Outboxed>(
  {
    ...outboxFields,
    buyerId: { type: String, required: true },
    status: { type: String, required: true },
    cartId: { type: String, required: true },
    cartVersion: { type: Number, required: true },
    lines: { type: Schema.Types.Mixed, required: true },
    sellerOrders: { type: Schema.Types.Mixed, required: true },
    promotions: Schema.Types.Mixed,
    taxIncluded: Boolean,
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
    paidAt: Date,
    cancelReason: String,
    cancelDetail: String,
    refund: String,
  },
  { collection: 'orders', versionKey: false, minimize: false },
)
  .index({ buyerId: 1, _id: -1 })
  .index({ buyerId: 1, status: 1, _id: -1 })
  .index({ buyerId: 1, idempotencyKey: 1 }, { unique: true })
  .index({ expiresAt: 1, _id: 1 }, { partialFilterExpression: { status: 'pending' } })
  // What the shops look for is in them only once it is paid, so that a checkout does not write them.
  .index({ 'sellerOrders.sellerId': 1, _id: 1 }, { partialFilterExpression: paid })
  .index({ 'sellerOrders.sellerId': 1, 'sellerOrders.state': 1, _id: 1 }, { partialFilterExpression: paid })
  .index({ 'sellerOrders.sellerOrderId': 1 }, { partialFilterExpression: paid })
  .index({ 'sellerOrders.parcels.dueAt': 1 }, { sparse: true })
  .index({ 'sellerOrders.disputes.disputeId': 1 }, { sparse: true })
  .index({ 'sellerOrders.disputes.state': 1 }, { sparse: true });

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
  const idOf = async (filter: QueryFilter<Order & Outboxed>) => {
    const found = await model.findOne(filter).select('_id').lean();
    return found ? OrderId.parse(found._id) : undefined;
  };
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
     * Splits orders that were placed before orders were split among shops, the newest first: so the oldest one tells whether there is
     * anything to do.
     *
     * @returns how many were split
     */
    async splitOld(): Promise<number> {
      const [oldest] = await model.find().sort({ _id: 1 }).limit(1).select('sellerOrders').lean();
      if (!oldest || oldest.sellerOrders) return 0;
      let count = 0;
      const old = { sellerOrders: { $exists: false } };
      for await (const order of model.find(old).sort({ _id: -1 }).lean<OldOrder>()) {
        try {
          const as = { _id: order._id, version: order.version, ...old };
          count += (await model.updateOne(as, { $set: splitOld(order) })).modifiedCount;
        } catch (error) {
          deps.log.error({ err: error, orderId: order._id }, 'an order from before could not be split');
        }
      }
      return count;
    },

    /**
     * @param sellerOrderId a seller order
     * @returns the id of the order that it is a part of, once that is paid: until then it is nobody's business but the buyer's
     */
    async ofPart(sellerOrderId: SellerOrderId): Promise<OrderId | undefined> {
      return await idOf({ ...paid, 'sellerOrders.sellerOrderId': sellerOrderId });
    },

    /**
     * @param disputeId a dispute
     * @returns the id of the order that it is about
     */
    async ofDispute(disputeId: DisputeId): Promise<OrderId | undefined> {
      return await idOf({ 'sellerOrders.disputes.disputeId': disputeId });
    },

    /**
     * The paid orders in which a shop has a part.
     *
     * @param sellerId which shop
     * @param page in which states its part may be; when the order was paid at the latest; one order only; which way round; how many;
     *   and the id after which to go on
     * @returns at most `limit` orders
     */
    async salesOf(
      sellerId: UserId,
      page: {
        states?: PartState[] | undefined;
        paidBefore?: Date | undefined;
        orderId?: OrderId | undefined;
        order: 'newest' | 'oldest';
        limit: number;
        after?: OrderId | undefined;
      },
    ): Promise<StoredOrder[]> {
      const newest = page.order === 'newest';
      const filter = {
        paidAt: { $exists: true, ...(page.paidBefore && { $lt: page.paidBefore }) },
        sellerOrders: { $elemMatch: { sellerId, ...(page.states && { state: { $in: page.states } }) } },
        $and: [
          page.orderId ? { _id: page.orderId } : {},
          page.after ? { _id: newest ? { $lt: page.after } : { $gt: page.after } } : {},
        ],
      };
      const sort = { _id: newest ? -1 : 1 } as const;
      return await model.find(filter).sort(sort).limit(page.limit).select(visible).lean<Stored<Order>[]>();
    },

    /**
     * @param sellerId which shop
     * @param limit how many at most
     * @returns ids of paid orders of which the shop's part is not over: something is to be sent, comes back, or is argued about
     */
    async openSalesOf(sellerId: UserId, limit: number): Promise<OrderId[]> {
      const open = [
        { state: { $in: ['new', 'accepted', 'packed', 'shipped'] } },
        { 'returns.state': { $in: ['requested', 'approved'] } },
        { 'disputes.state': 'open' },
      ];
      const filter = { ...paid, sellerOrders: { $elemMatch: { sellerId, $or: open } } };
      const found = await model.find(filter).sort({ _id: 1 }).select('_id').limit(limit).lean();
      return found.map((one) => OrderId.parse(one._id));
    },

    /**
     * @param now the time
     * @param page how many at most, and the id after which to go on
     * @returns ids of orders with parcels that count as delivered by now
     */
    async withDueParcels(now: Date, page: { limit: number; after?: OrderId | undefined }): Promise<OrderId[]> {
      const found = await model
        .find({ 'sellerOrders.parcels.dueAt': { $lte: now }, ...(page.after && { _id: { $gt: page.after } }) })
        .sort({ _id: 1 })
        .select('_id')
        .limit(page.limit)
        .lean();
      return found.map((one) => OrderId.parse(one._id));
    },

    /**
     * Disputes of all orders, the oldest first.
     *
     * @param state in which state
     * @param page how many, and the id after which to go on
     * @returns at most `limit` disputes, each with its order
     */
    async disputes(
      state: Dispute['state'],
      page: { limit: number; after?: DisputeId | undefined },
    ): Promise<{ order: StoredOrder; disputeId: DisputeId }[]> {
      const found = await model.aggregate<{ _id: string; disputeId: DisputeId }>([
        { $match: { 'sellerOrders.disputes.state': state } },
        { $unwind: '$sellerOrders' },
        { $project: { dispute: '$sellerOrders.disputes' } },
        { $unwind: '$dispute' },
        { $match: { 'dispute.state': state, ...(page.after && { 'dispute.disputeId': { $gt: page.after } }) } },
        { $sort: { 'dispute.disputeId': 1 } },
        { $limit: page.limit },
        { $project: { disputeId: '$dispute.disputeId' } },
      ]);
      const orders = await model
        .find({ _id: { $in: found.map(({ _id }) => _id) } })
        .select(visible)
        .lean<Stored<Order>[]>();
      const byId = new Map(orders.map((order) => [order._id, order]));
      return found.flatMap(({ _id, disputeId }) => {
        const order = byId.get(_id);
        return order ? [{ order, disputeId }] : [];
      });
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
