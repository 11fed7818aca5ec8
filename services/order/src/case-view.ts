import { Amount, Currency, type DisputeId, OrderId, SellerOrderId, UserId } from '@credenza/contracts';
import { NotFound } from '@credenza/service-kit';
import { z } from 'zod';
import { moneyLeft } from './money-back.ts';
import type { StoredOrder } from './order-state.ts';
import type { Dispute, Part } from './part.ts';
import { DisputeView, disputeView, PartView } from './part-view.ts';

/** A dispute as an admin sees it, with what it is about. */
export const CaseView = DisputeView.extend({
  orderId: OrderId,
  sellerOrderId: SellerOrderId,
  sellerId: UserId,
  sellerName: z.string(),
  buyerId: UserId,
  currency: Currency,
  part: PartView.pick({ state: true, total: true }),
  left: Amount.meta({ description: 'what can still go back to the buyer' }),
});

/**
 * @param order an order
 * @param disputeId a dispute in it
 * @returns the dispute and the seller order that it is about
 * @throws NotFound when it is not in the order
 */
export function caseOf(order: StoredOrder, disputeId: DisputeId): { part: Part; dispute: Dispute } {
  const part = order.sellerOrders.find(({ disputes }) => disputes.some((one) => one.disputeId === disputeId));
  const dispute = part?.disputes.find((one) => one.disputeId === disputeId);
  if (!part || !dispute) throw new NotFound('dispute');
  return { part, dispute };
}

/**
 * @param order an order
 * @param disputeId a dispute in it
 * @returns what an admin sees
 */
export function caseView(order: StoredOrder, disputeId: DisputeId): z.output<typeof CaseView> {
  const { part, dispute } = caseOf(order, disputeId);
  const { sellerOrderId, sellerId, sellerName, state, total } = part;
  const { buyerId, currency } = order;
  return {
    ...disputeView(dispute),
    orderId: OrderId.parse(order._id),
    sellerOrderId,
    sellerId,
    sellerName,
    buyerId,
    currency,
    part: { state, total },
    left: moneyLeft(order, part).amount,
  };
}
