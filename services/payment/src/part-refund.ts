import type { Refund, RefundId, UserId } from '@credenza/contracts';
import { type Decision, Reject, type Stored } from '@credenza/service-kit';
import { later, nextQuestion, type PartRefund, type PartStatus, type Payment, restOf, settledFact } from './payment.ts';

/** In these states all that is left of the charge goes back in one, or there never was a charge. */
const wholeGoesBack: readonly Payment['state'][] = ['canceling', 'failed', 'canceled', 'refunding', 'refunded'];

/**
 * Pieces of the order go back, and so does their money. The order for it is stored before the provider is asked. A part that the
 * provider had refused is ordered anew.
 *
 * @param payment its present state
 * @param sellerId the shop whose pieces they are
 * @param refund what goes back, and who gave it, in minor units
 * @param now the time
 * @returns the change; undefined when the payment knows it already
 * @throws Reject when its parts do not add up, or more would go back than was charged
 */
export function orderPart(
  payment: Stored<Payment>,
  sellerId: UserId,
  refund: Omit<Refund, 'paymentId'>,
  now: Date,
): Decision<Payment> | undefined {
  const { refundId, amount, shop, commission, marketDiscount } = refund;
  if (amount !== shop + commission - marketDiscount) throw new Reject(`The parts of ${refundId} do not add up.`);
  const known = partOf(payment, refundId);
  if (known && known.status !== 'refused') return undefined;
  const status = wholeGoesBack.includes(payment.state) ? 'covered' : 'ordered';
  if (known?.status === 'refused' && status === 'covered') return undefined; // the refund of the whole takes it along
  if (status === 'ordered' && amount > restOf(payment))
    throw new Reject(`${refundId} would give back more than is left of the charge.`);
  const settled = payment.state === 'refunded' ? { settledAt: now } : {};
  const part: PartRefund = {
    refundId,
    sellerId,
    amount,
    shop,
    commission,
    marketDiscount,
    status,
    orderedAt: now,
    ...settled,
  };
  const others = (payment.refunds ?? []).filter((one) => one !== known);
  return {
    state: { refunds: [...others, part], ...(status === 'ordered' && { nextCheckAt: later(now) }) },
    facts: payment.state === 'refunded' ? [settledFact(payment, part)] : [],
  };
}

/**
 * @param payment its present state
 * @returns the part that the provider must be asked for next; undefined when none waits
 */
export function nextPart(payment: Payment): PartRefund | undefined {
  return payment.refunds?.find(({ status }) => status === 'ordered');
}

/**
 * @param payment its present state
 * @param refundId a part's id
 * @returns what is known of it
 */
export function partOf(payment: Payment, refundId: RefundId): PartRefund | undefined {
  return payment.refunds?.find((one) => one.refundId === refundId);
}

/**
 * Takes in that the provider has given a part back.
 *
 * @param payment its present state
 * @param refundId the part
 * @param reference the provider's name for it; undefined when there was nothing to ask for
 * @param now the time
 * @returns the change; undefined when the payment knows it already
 */
export function recordPart(
  payment: Stored<Payment>,
  refundId: RefundId,
  reference: string | undefined,
  now: Date,
): Decision<Payment> | undefined {
  return settlePart(payment, refundId, { status: 'settled', reference, settledAt: now }, now);
}

/**
 * Takes in that the provider will not give a part back: it waits for a person, and is a part of the rest again.
 *
 * @param payment its present state
 * @param refundId the part
 * @param reason the provider's word
 * @param now the time
 * @returns the change; undefined when the payment knows it already
 */
export function refusePart(
  payment: Stored<Payment>,
  refundId: RefundId,
  reason: string,
  now: Date,
): Decision<Payment> | undefined {
  return settlePart(payment, refundId, { status: 'refused', reason }, now);
}

function settlePart(
  payment: Stored<Payment>,
  refundId: RefundId,
  outcome: { status: PartStatus } & Partial<PartRefund>,
  now: Date,
): Decision<Payment> | undefined {
  const part = partOf(payment, refundId);
  if (part?.status !== 'ordered') return undefined;
  const after = { ...part, ...outcome };
  const refunds = (payment.refunds ?? []).map((one) => (one === part ? after : one));
  const open = nextQuestion({ ...payment, refunds }, now) !== undefined;
  return {
    state: { refunds, nextCheckAt: open ? later(now) : undefined, bookAt: later(now) },
    facts: after.status === 'settled' ? [settledFact(payment, after)] : [],
  };
}
