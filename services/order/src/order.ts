import { isDeepStrictEqual } from 'node:util';
import {
  type CancelReason,
  type CartLine,
  CommissionRuleId,
  type Offer,
  type OrderId,
  type OrderLine,
  orderCanceled,
  orderCreated,
  orderPaid,
  orderRefunded,
  type PaymentId,
} from '@credenza/contracts';
import { Conflict, type Decision, Refusal } from '@credenza/service-kit';
import { cancelRest, sentAnything } from './cancel-rest.ts';
import { ruleFor, type StoredRule } from './commission.ts';
import type { Order, StoredOrder } from './order-state.ts';
import { cancelPart, openPart } from './part.ts';
import { commissionOn } from './shares.ts';
import { split } from './split.ts';
import { sumOf } from './takings.ts';

export type { Address, Order, OrderEntry, StoredOrder } from './order-state.ts';

/**
 * Freezes a cart's lines as order lines, with the marketplace's commission rounded half up per line. The commission is taken
 * from what the shop asks: its own discounts lower it, those that the marketplace pays do not.
 *
 * @param lines the cart's lines, at prices that the shop has just confirmed
 * @param offers what the shop confirmed
 * @param usual the marketplace's usual share in hundredths of a percent
 * @param rules the commission rules in force
 * @returns the order's lines
 */
export function freezeLines(lines: CartLine[], offers: Offer[], usual: number, rules: StoredRule[] = []): OrderLine[] {
  const confirmed = new Map(offers.map((offer) => [offer.variantId, offer]));
  return lines.map((line) => {
    const offer = confirmed.get(line.variantId);
    const total = line.unitPrice.amount * line.quantity;
    const asked = total - sumOf(line.discounts, 'shop');
    const [sellerId, category] = [offer?.sellerId ?? line.sellerId, offer?.category ?? line.category];
    const rule = ruleFor(rules, { sellerId, category, amount: asked });
    const basisPoints = rule?.basisPoints ?? usual;
    return {
      lineId: line.lineId,
      variantId: line.variantId,
      productId: line.productId,
      sellerId,
      sellerName: offer?.sellerName ?? line.sellerName,
      title: offer?.title ?? line.title,
      variantTitle: offer?.variantTitle ?? line.variantTitle,
      image: offer?.image ?? line.image,
      quantity: line.quantity,
      unitPrice: line.unitPrice.amount,
      total,
      commission: commissionOn(asked, basisPoints),
      commissionBasisPoints: basisPoints,
      commissionRuleId: rule && CommissionRuleId.parse(rule._id),
      category,
      discounts: line.discounts,
      tax: line.tax,
      taxBasisPoints: line.taxBasisPoints,
    };
  });
}

function facts(order: Order, orderId: OrderId) {
  const { buyerId, lines, total, currency, sellerOrders, promotions, taxIncluded, shippingAddress } = order;
  const destination = { country: shippingAddress.country };
  return { orderId, buyerId, lines, total, currency, sellerOrders, promotions, taxIncluded, destination };
}

/**
 * Places an order.
 *
 * @param orderId its id
 * @param order everything about it but its status and timeline; without seller orders it is split by its lines
 * @param paymentToken how the buyer pays
 * @returns the first state and its event
 */
export function place(
  orderId: OrderId,
  order: Omit<Order, 'status' | 'timeline' | 'checkoutOf' | 'sellerOrders'> & Partial<Pick<Order, 'sellerOrders'>>,
  paymentToken: string,
) {
  const state: Order = {
    ...order,
    sellerOrders: order.sellerOrders ?? split(orderId, order.lines).sellerOrders.map(openPart),
    status: 'pending',
    timeline: [{ at: order.createdAt, what: 'created' }],
    checkoutOf: `${order.cartId}:${order.cartVersion}`,
  };
  const fact = orderCreated.of({
    ...facts(state, orderId),
    cartId: order.cartId,
    cartVersion: order.cartVersion,
    paymentToken,
    expiresAt: order.expiresAt.toISOString(),
  });
  return { state, facts: [fact] };
}

function canceled(
  order: StoredOrder,
  orderId: OrderId,
  reason: CancelReason,
  now: Date,
  detail?: string,
): Decision<Order> {
  const refund = order.paymentId ? 'pending' : undefined;
  return {
    state: {
      status: 'canceled',
      cancelReason: reason,
      cancelDetail: detail,
      checkoutOf: undefined,
      refund,
      sellerOrders: order.sellerOrders.map(cancelPart),
      timeline: [...order.timeline, { at: now, what: 'canceled', detail: detail ?? reason }],
    },
    facts: [orderCanceled.of({ ...facts(order, orderId), reason, detail, paymentId: order.paymentId })],
  };
}

/**
 * The buyer cancels.
 *
 * @param order the order
 * @param orderId its id
 * @param now the time
 * @returns the decision; nothing when it is canceled already
 * @throws Conflict when a shop has sent something already
 */
export function cancelByBuyer(order: StoredOrder, orderId: OrderId, now: Date): Decision<Order> | undefined {
  if (order.status === 'canceled') return undefined;
  if (sentAnything(order))
    throw new Conflict('Something of this order is on its way. Cancel the lines that are not packed, or send it back.');
  return canceled(order, orderId, 'buyer', now);
}

/**
 * The provider has charged the buyer.
 *
 * @param order the order
 * @param orderId its id
 * @param paymentId the payment
 * @param now the time
 * @returns paid; or, for an order that is canceled or too late by now, the order to give the money back; nothing when that is known
 */
export function settle(
  order: StoredOrder,
  orderId: OrderId,
  paymentId: PaymentId,
  now: Date,
): Decision<Order> | undefined {
  if (order.status === 'paid' || order.paymentId !== undefined) return undefined;
  const withPayment = { ...order, paymentId };
  if (order.status === 'canceled') {
    return {
      state: { paymentId, refund: 'pending' },
      facts: [orderCanceled.of({ ...facts(order, orderId), reason: order.cancelReason ?? 'expired', paymentId })],
    };
  }
  // Half of the grace is left for product to hear of it before it gives the pieces back.
  if (now.getTime() > (order.expiresAt.getTime() + order.heldUntil.getTime()) / 2) {
    const late = canceled(withPayment, orderId, 'expired', now, 'The payment came too late.');
    return { ...late, state: { ...late.state, paymentId } };
  }
  return {
    state: { status: 'paid', paymentId, paidAt: now, timeline: [...order.timeline, { at: now, what: 'paid' }] },
    facts: [
      orderPaid.of({ ...facts(order, orderId), paymentId, cartId: order.cartId, cartVersion: order.cartVersion }),
    ],
  };
}

/**
 * The provider has declined for good.
 *
 * @param order the order
 * @param orderId its id
 * @param reason the provider's word
 * @param now the time
 * @returns canceled; nothing unless it was waiting for this payment
 */
export function failPayment(
  order: StoredOrder,
  orderId: OrderId,
  reason: string,
  now: Date,
): Decision<Order> | undefined {
  if (order.status !== 'pending') return undefined;
  return canceled(order, orderId, 'payment', now, reason);
}

/**
 * The provider does not answer; the order goes on waiting, and its timeline says so.
 *
 * @param order the order
 * @param now the time
 * @returns the same order with one entry more; nothing unless it waits for its payment and does not say so yet
 */
export function delayPayment(order: StoredOrder, now: Date): Decision<Order> | undefined {
  if (order.status !== 'pending' || order.timeline.some(({ what }) => what === 'payment-delayed')) return undefined;
  return { state: { timeline: [...order.timeline, { at: now, what: 'payment-delayed' }] }, facts: [] };
}

/**
 * Nobody has paid in time.
 *
 * @param order the order
 * @param orderId its id
 * @param now the time
 * @returns canceled; nothing unless it is waiting and overdue
 */
export function expire(order: StoredOrder, orderId: OrderId, now: Date): Decision<Order> | undefined {
  if (order.status !== 'pending' || now <= order.expiresAt) return undefined;
  return canceled(order, orderId, 'expired', now, 'It was not paid in time.');
}

/**
 * The pieces were given back although the order still counted on them.
 *
 * @param order the order
 * @param orderId its id
 * @param now the time
 * @returns canceled, with the money given back if there was any; of an order that is partly sent only the rest; nothing when it is
 *   canceled already
 */
export function loseStock(order: StoredOrder, orderId: OrderId, now: Date): Decision<Order> | undefined {
  if (order.status === 'canceled') return undefined;
  const why = 'The pieces could not be held any longer.';
  if (sentAnything(order)) return cancelRest(order, { now, why, paidBack: false });
  return canceled(order, orderId, 'stock', now, why);
}

/**
 * The money is back with the buyer.
 *
 * @param order the order
 * @param orderId its id
 * @param payment the payment and the amount in minor units
 * @param now the time
 * @returns refunded; a paid order whose money went back by the provider or an admin is canceled by it, or what is not sent of it;
 *   nothing when that is known
 */
export function recordRefund(
  order: StoredOrder,
  orderId: OrderId,
  payment: { paymentId: PaymentId; amount: number },
  now: Date,
): Decision<Order> | undefined {
  if (order.refund === 'done') return undefined;
  const refunded = orderRefunded.of({ ...facts(order, orderId), paymentId: payment.paymentId, amount: payment.amount });
  const entry = { at: now, what: 'refunded' as const };
  if (order.status === 'canceled') {
    return {
      state: { refund: 'done', paymentId: payment.paymentId, timeline: [...order.timeline, entry] },
      facts: [refunded],
    };
  }
  if (sentAnything(order)) {
    const why = 'The payment was given back.';
    const rest = cancelRest(order, { now, why, paidBack: true });
    const timeline = [...(rest?.state.timeline ?? order.timeline), entry];
    return { state: { ...rest?.state, refund: 'done', timeline }, facts: [...(rest?.facts ?? []), refunded] };
  }
  const undone = canceled(
    { ...order, paymentId: payment.paymentId },
    orderId,
    'payment',
    now,
    'The payment was given back.',
  );
  return {
    state: {
      ...undone.state,
      paymentId: payment.paymentId,
      refund: 'done',
      timeline: [...(undone.state.timeline ?? []), entry],
    },
    facts: [...undone.facts, refunded],
  };
}

/**
 * Refuses a cart that cannot be ordered for reasons of its own.
 *
 * @param lines the cart's lines
 * @throws Conflict when it is empty
 */
export function requireLines(lines: CartLine[]): void {
  if (lines.length === 0) throw new Conflict('The cart is empty.');
}

/**
 * Lets a repeated request have the order that its first one has placed. The key outlives the day for which the kit remembers what was
 * asked under it, so what was ordered has to tell.
 *
 * @param order the order that was placed under the key
 * @param wish what is asked for under it now
 * @returns the order
 * @throws Refusal `key-reused` when that is something else
 */
export function requireSameWish(order: StoredOrder, wish: Pick<Order, 'cartVersion' | 'shippingAddress'>): StoredOrder {
  if (order.cartVersion === wish.cartVersion && isDeepStrictEqual(order.shippingAddress, wish.shippingAddress))
    return order;
  throw new Refusal('key-reused', 'Use a new Idempotency-Key for a new order.');
}
