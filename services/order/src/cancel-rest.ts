import type { Decision } from '@credenza/service-kit';
import { moneyBack, moneyLeft, noteRefund, restRefundId } from './money-back.ts';
import type { Order, StoredOrder } from './order-state.ts';
import type { Part } from './part.ts';
import { inTurn, linesOf } from './part-change.ts';
import { reduce } from './reduce.ts';
import { minus } from './takings.ts';
import { unsent } from './whereabouts.ts';

/**
 * @param order an order
 * @returns whether a shop has sent something of it
 */
export function sentAnything(order: Pick<Order, 'sellerOrders'>): boolean {
  return order.sellerOrders.some(({ parcels }) => parcels.length > 0);
}

/**
 * Cancels what is not sent yet of an order that is partly on its way and cannot go on: what was sent stays with the buyer.
 *
 * @param order the order
 * @param about when and why, and whether the money of the whole order is back with the buyer by other ways
 * @returns the decision; nothing when everything is sent or canceled and nothing was paid back
 */
export function cancelRest(
  order: StoredOrder,
  about: { now: Date; why: string; paidBack: boolean },
): Decision<Order> | undefined {
  return inTurn(
    order,
    order.sellerOrders.map((part) => (present) => cancelRestOf(present, part, about)),
  );
}

function cancelRestOf(
  order: StoredOrder,
  before: Part,
  { now, why, paidBack }: { now: Date; why: string; paidBack: boolean },
): Decision<Order> | undefined {
  const { sellerOrderId } = before;
  const refundId = restRefundId(before);
  const left = moneyLeft(order, before);
  const refund = { ...left, refundId, why: 'payment' as const, at: now, settledAt: now };
  const part = paidBack ? noteRefund(before, refund) : before;
  const pieces = unsent(part, linesOf(order, part));
  if (pieces.length > 0) {
    const money = paidBack ? minus(left, left) : moneyBack(order, part, pieces);
    const act = { sellerOrderId, by: 'admin' as const, now, key: 'rest' };
    return reduce(order, part, act, { refundId, pieces, reason: why, money });
  }
  if (!paidBack) return undefined;
  const sellerOrders = order.sellerOrders.map((one) =>
    one.sellerOrderId === sellerOrderId ? { ...part, version: part.version + 1 } : one,
  );
  return { state: { sellerOrders }, facts: [] };
}
