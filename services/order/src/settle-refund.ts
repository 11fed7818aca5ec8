import { formatMoney, type RefundId } from '@credenza/contracts';
import type { Decision } from '@credenza/service-kit';
import { moneyLeft } from './money-back.ts';
import type { Order, StoredOrder } from './order-state.ts';
import { withPart } from './part-change.ts';

/**
 * Money of a part of the order is back with the buyer.
 *
 * @param order the order
 * @param refundId which refund
 * @param now the time
 * @returns the decision; an order that its shops have canceled line by line is refunded with the last one; nothing when it is known
 */
export function settleRefund(order: StoredOrder, refundId: RefundId, now: Date): Decision<Order> | undefined {
  const part = order.sellerOrders.find(({ refunds }) =>
    refunds.some((one) => one.refundId === refundId && !one.settledAt),
  );
  if (!part) return undefined;
  const refunds = part.refunds.map((one) => (one.refundId === refundId ? { ...one, settledAt: now } : one));
  const amount = part.refunds.reduce((sum, one) => sum + (one.refundId === refundId ? one.amount : 0), 0);
  const entry = {
    at: now,
    what: 'refund-settled' as const,
    detail: formatMoney({ amount, currency: order.currency }),
  };
  const decision = withPart(order, { ...part, refunds }, { entry });
  const parts = decision.state.sellerOrders ?? [];
  const allBack = parts.every(
    (one) => moneyLeft(order, one).amount === 0 && one.refunds.every(({ settledAt }) => settledAt),
  );
  const done = order.status === 'canceled' && order.refund === 'pending' && allBack;
  return done ? { ...decision, state: { ...decision.state, refund: 'done' } } : decision;
}
