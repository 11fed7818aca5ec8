import {
  type Fact,
  type OrderId,
  PaymentId,
  paymentDelayed,
  paymentFailed,
  paymentRefunded,
  paymentSucceeded,
  RefundId,
  refundSettled,
  type UserId,
} from '@credenza/contracts';
import { Conflict, type Decision, type Stored } from '@credenza/service-kit';
import { z } from 'zod';
import type { BuyerStep, ChargeResult } from './provider.ts';

export const PaymentState = z
  .enum(['charging', 'canceling', 'succeeded', 'failed', 'canceled', 'refunding', 'refunded'])
  .meta({ description: 'charging, canceling and refunding wait for the provider; the others are settled' });
export type PaymentState = z.infer<typeof PaymentState>;

export const PartStatus = z.enum(['ordered', 'settled', 'refused', 'covered']).meta({
  description:
    '`ordered` waits for the provider, `refused` for a person; `covered` went back in one with all that was left of the charge',
});
export type PartStatus = z.infer<typeof PartStatus>;

/** A part of the charge that goes back for pieces of one shop; amounts in minor units, as the contract `Refund` explains them. */
export interface PartRefund {
  refundId: RefundId;
  sellerId: UserId;
  amount: number;
  shop: number;
  commission: number;
  marketDiscount: number;
  status: PartStatus;
  /** The provider's name for it. */
  reference?: string | undefined;
  /** Why the provider refused it. */
  reason?: string | undefined;
  orderedAt: Date;
  settledAt?: Date | undefined;
}

/** One shop's part of the order's money, in minor units: `total + marketDiscount = share + commission`. */
export interface SalePart {
  sellerId: UserId;
  /** What the buyer pays for it. */
  total: number;
  /** What the shop gets of it. */
  share: number;
  commission: number;
  /** The part of the discounts that the marketplace pays. */
  marketDiscount: number;
}

/** What the marketplace keeps about the money of one order. */
export interface Payment {
  orderId: OrderId;
  buyerId: UserId;
  /** Minor units of the currency. */
  amount: number;
  currency: string;
  provider: string;
  state: PaymentState;
  /** What the provider charges; forgotten once there is nothing left to charge. */
  token?: string | undefined;
  /** After this moment nothing may be charged any more. */
  expiresAt?: Date | undefined;
  /** What the buyer's browser needs to go on; forgotten once nothing waits for the buyer any more. */
  buyerStep?: BuyerStep | undefined;
  /** The provider's name for the charge. */
  reference?: string | undefined;
  /** The provider's share of the amount, in minor units. */
  fee?: number | undefined;
  /** When everybody was told that the provider does not answer. */
  delayedAt?: Date | undefined;
  /** Why there was no charge. */
  reason?: string | undefined;
  refundReference?: string | undefined;
  /** Parts that go back; in the order in which they were ordered. */
  refunds?: PartRefund[] | undefined;
  /** How the money is shared out; known once the order is paid. */
  sale?: SalePart[] | undefined;
  /** Shops that have delivered everything, and when their share becomes available. */
  deliveries?: { sellerId: UserId; releaseAt: Date }[] | undefined;
  /** The ids of what was posted to the ledger; only `book` writes it. */
  booked?: string[] | undefined;
  /** When the job posts what is due, should nobody else have; missing when nothing is. */
  bookAt?: Date | undefined;
  /** When the job asks the provider, should nobody else have; missing when the payment is settled. */
  nextCheckAt?: Date | undefined;
  createdAt: Date;
  settledAt?: Date | undefined;
}

/** What can happen to a payment. */
export type Step = 'approved' | 'declined' | 'voided' | 'orderCanceled' | 'refundOrdered' | 'refunded';

/**
 * The whole life of a payment. What is not in the table changes nothing, so that anything may come twice, late or out
 * of order. Money that arrives where none is due any more goes back: every way of `approved` out of a state without a
 * living order leads to `refunding`.
 */
export const transitions: Record<PaymentState, Partial<Record<Step, PaymentState>>> = {
  charging: { approved: 'succeeded', declined: 'failed', voided: 'failed', orderCanceled: 'canceling' },
  canceling: { approved: 'refunding', declined: 'canceled', voided: 'canceled' },
  succeeded: { orderCanceled: 'refunding', refundOrdered: 'refunding' },
  failed: { approved: 'refunding' },
  canceled: { approved: 'refunding' },
  refunding: { refunded: 'refunded' },
  refunded: {},
};

/** In these states the buyer's money has come in. */
export const chargedStates: readonly PaymentState[] = ['succeeded', 'refunding', 'refunded'];

/** How long a payment that waits for the provider is left alone before the job asks, in ms. */
export const checkAfterMs = 60_000;

/**
 * Names the payment of an order. An order has one payment, so the payment takes the order's id under its own prefix:
 * whoever comes second finds what the first has written, and two can never be stored.
 *
 * @param orderId the order
 * @returns the payment's id
 */
export function paymentIdOf(orderId: OrderId): PaymentId {
  return PaymentId.parse(orderId.replace(/^ord_/, 'pay_'));
}

/**
 * Names the refund of the whole, or of what is left of it, in the same way; refunds of parts have ids of their own.
 *
 * @param paymentId the payment
 * @returns the refund's id, which is its idempotency key at the provider
 */
export function refundIdOf(paymentId: string): RefundId {
  return RefundId.parse(paymentId.replace(/^pay_/, 'rfd_'));
}

/**
 * The payment of an order that has just been placed.
 *
 * @param order what order.created says
 * @param provider who charges
 * @param now the time
 * @returns the first state, to be stored before the provider is asked
 */
export function openPayment(
  order: {
    orderId: OrderId;
    buyerId: UserId;
    total: number;
    currency: string;
    paymentToken: string;
    expiresAt: string;
  },
  provider: string,
  now: Date,
): Payment {
  return {
    ...amountOf(order),
    provider,
    state: 'charging',
    token: order.paymentToken,
    expiresAt: new Date(order.expiresAt),
    nextCheckAt: later(now),
    createdAt: now,
  };
}

/**
 * The payment of an order whose cancellation came first: it stands in the way of every charge.
 *
 * @param order what order.canceled says
 * @param provider who would have charged
 * @param now the time
 * @returns a settled payment
 */
export function tombstone(
  order: { orderId: OrderId; buyerId: UserId; total: number; currency: string },
  provider: string,
  now: Date,
): Payment {
  return { ...amountOf(order), provider, state: 'canceled', createdAt: now, settledAt: now };
}

function amountOf(order: { orderId: OrderId; buyerId: UserId; total: number; currency: string }) {
  return { orderId: order.orderId, buyerId: order.buyerId, amount: order.total, currency: order.currency };
}

/**
 * @param now the time
 * @returns when to look again at what should be done by then
 */
export function later(now: Date): Date {
  return new Date(now.getTime() + checkAfterMs);
}

/** What the provider must be asked next. */
export type Question = 'charge' | 'find' | 'cancel' | 'refundPart' | 'refund';

/**
 * @param refund a part
 * @returns whether it goes back by itself, and not with the whole
 */
export function isOwnRefund({ status }: PartRefund): boolean {
  return status === 'ordered' || status === 'settled';
}

/**
 * What a refund of the whole gives back: all that no part refund has given back or is about to.
 *
 * @param payment its present state
 * @returns minor units
 */
export function restOf(payment: Payment): number {
  const own = (payment.refunds ?? []).filter(isOwnRefund);
  return own.reduce((rest, { amount }) => rest - amount, payment.amount);
}

/**
 * What is missing for a payment to be settled.
 *
 * @param payment its present state
 * @param now the time
 * @returns what to ask the provider; undefined when the payment is settled
 */
export function nextQuestion(payment: Payment, now: Date): Question | undefined {
  if (payment.state === 'canceling') return 'cancel';
  // The parts come first: what is left for the whole is certain only when each of them is settled or refused.
  const givesBack = payment.state === 'succeeded' || payment.state === 'refunding';
  if (givesBack && payment.refunds?.some(({ status }) => status === 'ordered')) return 'refundPart';
  if (payment.state === 'refunding') return 'refund';
  if (payment.state !== 'charging') return undefined;
  if (payment.token === undefined || payment.expiresAt === undefined || payment.expiresAt <= now) return 'cancel';
  return payment.reference === undefined ? 'charge' : 'find';
}

const stepOf: Record<Exclude<ChargeResult['status'], 'pending'>, Step> = {
  approved: 'approved',
  declined: 'declined',
  canceled: 'voided',
};

/**
 * Takes in what the provider says about the charge, whoever asked and however often.
 *
 * @param payment its present state
 * @param result what the provider says
 * @param now the time
 * @returns the change; undefined when the payment knows it already
 */
export function recordCharge(payment: Stored<Payment>, result: ChargeResult, now: Date): Decision<Payment> | undefined {
  if (result.status === 'pending') {
    const { reference, buyerStep } = result;
    const known = payment.reference !== undefined && (buyerStep === undefined || payment.buyerStep !== undefined);
    if (known || nextQuestion(payment, now) === undefined) return undefined;
    return { state: { reference, ...(buyerStep && { buyerStep }), nextCheckAt: later(now) }, facts: [] };
  }
  const known = {
    ...(result.status !== 'canceled' && { reference: result.reference }),
    ...(result.status === 'approved' && { fee: result.fee, reason: undefined }),
    ...(result.status === 'declined' && { reason: result.reason }),
    ...(result.status === 'canceled' && { reason: payment.state === 'canceling' ? 'canceled' : 'expired' }),
  };
  return move(payment, stepOf[result.status], now, known);
}

/**
 * The provider does not answer, so the order waits; its buyer is told once.
 *
 * @param payment its present state
 * @param now the time
 * @returns the change; undefined when that is told, when it waits for the buyer, or when there is nothing to charge
 */
export function delay(payment: Stored<Payment>, now: Date): Decision<Payment> | undefined {
  if (payment.state !== 'charging' || payment.delayedAt !== undefined || payment.buyerStep) return undefined;
  return { state: { delayedAt: now }, facts: [paymentDelayed.of(detailsOf(payment))] };
}

/**
 * The order will not be fulfilled: nothing may be charged any more, and what was charged goes back.
 *
 * @param payment its present state
 * @param now the time
 * @returns the change; undefined when there is nothing to stop or to give back
 */
export function cancelPayment(payment: Stored<Payment>, now: Date): Decision<Payment> | undefined {
  return move(payment, 'orderCanceled', now);
}

/**
 * An admin gives everything back that is not back yet.
 *
 * @param payment its present state
 * @param now the time
 * @returns the change; undefined when the refund is under way or done
 * @throws Conflict when there is no charge to give back
 */
export function orderRefund(payment: Stored<Payment>, now: Date): Decision<Payment> | undefined {
  if (payment.state === 'refunding' || payment.state === 'refunded') return undefined;
  if (payment.state !== 'succeeded') throw new Conflict(`A payment that is ${payment.state} has no charge to refund.`);
  return move(payment, 'refundOrdered', now);
}

/**
 * Takes in that the rest of the money is back with the buyer, and with it every part that had no refund of its own.
 *
 * @param payment its present state
 * @param reference the provider's name for the refund; undefined when nothing was left to give back
 * @param now the time
 * @returns the change; undefined when the payment knows it already
 */
export function recordRefund(
  payment: Stored<Payment>,
  reference: string | undefined,
  now: Date,
): Decision<Payment> | undefined {
  const covered = (payment.refunds ?? []).filter(({ status }) => status === 'covered' || status === 'refused');
  const refunds = payment.refunds?.map((one) =>
    covered.includes(one) ? { ...one, status: 'covered' as const, settledAt: now } : one,
  );
  const decision = move(payment, 'refunded', now, { refundReference: reference, ...(refunds && { refunds }) });
  return decision && { ...decision, facts: [...decision.facts, ...covered.map((one) => settledFact(payment, one))] };
}

/**
 * @param payment the payment
 * @param refund a part of it that is back with the buyer
 * @returns the news of it
 */
export function settledFact(payment: Stored<Payment>, refund: PartRefund): Fact {
  const { orderId, buyerId, currency } = payment;
  const { refundId, sellerId, amount } = refund;
  const paymentId = PaymentId.parse(payment._id);
  return refundSettled.of({ refundId, paymentId, orderId, buyerId, sellerId, amount, currency });
}

const settledStates: readonly PaymentState[] = ['succeeded', 'failed', 'canceled', 'refunded'];

function move(
  payment: Stored<Payment>,
  step: Step,
  now: Date,
  known: Decision<Payment>['state'] = {},
): Decision<Payment> | undefined {
  const state = transitions[payment.state][step];
  if (state === undefined) return undefined;
  const open = nextQuestion({ ...payment, state }, now) !== undefined;
  const timing = {
    nextCheckAt: open ? later(now) : undefined,
    settledAt: settledStates.includes(state) ? now : undefined,
    ...(chargedStates.includes(state) && { bookAt: later(now) }),
  };
  const after = { ...payment, ...known, state };
  return { state: { ...known, ...timing, state, token: undefined, buyerStep: undefined }, facts: factsOf(after) };
}

function detailsOf({ _id, orderId, buyerId, amount, currency, provider }: Stored<Payment>) {
  return { paymentId: PaymentId.parse(_id), orderId, buyerId, amount, currency, provider };
}

function factsOf(payment: Stored<Payment>): Fact[] {
  const facts = detailsOf(payment);
  if (payment.state === 'succeeded')
    return [paymentSucceeded.of({ ...facts, providerReference: payment.reference ?? '' })];
  if (payment.state === 'failed') return [paymentFailed.of({ ...facts, reason: payment.reason ?? 'declined' })];
  if (payment.state === 'refunded')
    return [paymentRefunded.of({ ...facts, amount: restOf(payment), refundId: refundIdOf(payment._id) })];
  return [];
}
