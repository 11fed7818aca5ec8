import { isDeepStrictEqual } from 'node:util';
import {
  type CancelReason,
  type CartId,
  type CartLine,
  type Currency,
  type Offer,
  type OrderId,
  type OrderLine,
  orderCanceled,
  orderCreated,
  orderPaid,
  orderRefunded,
  type PaymentId,
  type UserId,
} from '@credenza/contracts';
import { Conflict, type Decision, Refusal } from '@credenza/service-kit';

/** Where the parcels go. */
export interface Address {
  name: string;
  line1: string;
  line2?: string | undefined;
  city: string;
  postalCode: string;
  country: string;
}

/** What happened to an order, for its timeline. */
export interface OrderEntry {
  at: Date;
  what: 'created' | 'paid' | 'canceled' | 'refunded';
  detail?: string | undefined;
}

/** An order; money is in minor units of its currency. */
export interface Order {
  buyerId: UserId;
  status: 'pending' | 'paid' | 'canceled';
  cartId: CartId;
  cartVersion: number;
  lines: OrderLine[];
  total: number;
  currency: Currency;
  shippingAddress: Address;
  createdAt: Date;
  /** Until then the order waits for its payment. */
  expiresAt: Date;
  /** Until then the pieces are held: a payment in the last second must find them. */
  heldUntil: Date;
  timeline: OrderEntry[];
  idempotencyKey: string;
  /** One order that is not canceled per version of a cart: a second checkout of the same content is a slip. */
  checkoutOf?: string | undefined;
  paymentId?: PaymentId | undefined;
  cancelReason?: CancelReason | undefined;
  cancelDetail?: string | undefined;
  /** Money that goes back to the buyer: asked for, or arrived. */
  refund?: 'pending' | 'done' | undefined;
}

export type StoredOrder = Order & { _id: string; version: number };

/**
 * Freezes a cart's lines as order lines, with the marketplace's commission rounded half up per line.
 *
 * @param lines the cart's lines, at prices that the shop has just confirmed
 * @param offers what the shop confirmed
 * @param basisPoints the marketplace's share in hundredths of a percent
 * @returns the order's lines
 */
export function freezeLines(lines: CartLine[], offers: Offer[], basisPoints: number): OrderLine[] {
  const confirmed = new Map(offers.map((offer) => [offer.variantId, offer]));
  return lines.map((line) => {
    const offer = confirmed.get(line.variantId);
    const total = line.unitPrice.amount * line.quantity;
    return {
      lineId: line.lineId,
      variantId: line.variantId,
      productId: line.productId,
      sellerId: offer?.sellerId ?? line.sellerId,
      sellerName: offer?.sellerName ?? line.sellerName,
      title: offer?.title ?? line.title,
      variantTitle: offer?.variantTitle ?? line.variantTitle,
      image: offer?.image ?? line.image,
      quantity: line.quantity,
      unitPrice: line.unitPrice.amount,
      total,
      commission: Math.floor((total * basisPoints + 5_000) / 10_000),
      commissionBasisPoints: basisPoints,
    };
  });
}

function facts(order: Order, orderId: OrderId) {
  const { buyerId, lines, total, currency } = order;
  return { orderId, buyerId, lines, total, currency };
}

/**
 * Places an order.
 *
 * @param orderId its id
 * @param order everything about it but its status and timeline
 * @param paymentToken how the buyer pays
 * @returns the first state and its event
 */
export function place(
  orderId: OrderId,
  order: Omit<Order, 'status' | 'timeline' | 'checkoutOf'>,
  paymentToken: string,
) {
  const state: Order = {
    ...order,
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
 */
export function cancelByBuyer(order: StoredOrder, orderId: OrderId, now: Date): Decision<Order> | undefined {
  if (order.status === 'canceled') return undefined;
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
    state: { status: 'paid', paymentId, timeline: [...order.timeline, { at: now, what: 'paid' }] },
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
 * @returns canceled, with the money given back if there was any; nothing when it is canceled already
 */
export function loseStock(order: StoredOrder, orderId: OrderId, now: Date): Decision<Order> | undefined {
  if (order.status === 'canceled') return undefined;
  return canceled(order, orderId, 'stock', now, 'The pieces could not be held any longer.');
}

/**
 * The money is back with the buyer.
 *
 * @param order the order
 * @param orderId its id
 * @param payment the payment and the amount in minor units
 * @param now the time
 * @returns refunded; a paid order whose money went back by the provider or an admin is canceled by it; nothing when that is known
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
