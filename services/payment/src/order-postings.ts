import { PaymentId, type UserId } from '@credenza/contracts';
import type { Stored } from '@credenza/service-kit';
import { accountOf, type Books, type Draft, type Entry, heldOf, takeBack } from './ledger.ts';
import {
  chargedStates,
  isOwnRefund,
  type PartRefund,
  type Payment,
  refundIdOf,
  restOf,
  type SalePart,
} from './payment.ts';

/**
 * Everything that must be posted about an order by now and has not been, in the order in which it must be. It follows from the
 * payment alone, so it comes out the same whatever came twice, late or out of order.
 *
 * @param payment its present state
 * @param now the time
 * @returns the postings to be
 */
export function draftsOf(payment: Stored<Payment>, now: Date): Draft[] {
  const all = [
    ...chargeOf(payment),
    ...saleOf(payment),
    ...partRefundsOf(payment),
    ...cancellationOf(payment),
    ...wholeRefundOf(payment),
    ...releasesOf(payment, now),
  ];
  return all.filter(({ _id }) => !payment.booked?.includes(_id));
}

/**
 * @param payment its present state, with everything posted that is due
 * @param now the time
 * @returns when the next posting is due; undefined when none is to be expected
 */
export function nextBooking(payment: Stored<Payment>, now: Date): Date | undefined {
  if (payment.state !== 'succeeded' || !payment.sale) return undefined;
  const days = (payment.deliveries ?? []).map(({ releaseAt }) => releaseAt).filter((day) => day > now);
  return days.sort((a, b) => a.getTime() - b.getTime())[0];
}

function draft(
  payment: Stored<Payment>,
  about: Pick<Draft, '_id' | 'kind' | 'entries'> & { sellers?: UserId[]; refundId?: PartRefund['refundId'] },
): Draft {
  const { orderId, currency } = payment;
  return { sellers: [], ...about, currency, orderId, paymentId: PaymentId.parse(payment._id) };
}

function chargeOf(payment: Stored<Payment>): Draft[] {
  const { _id, state, amount, fee = 0 } = payment;
  if (!chargedStates.includes(state)) return [];
  const charge = [entry('provider', amount), entry('buyer', -amount)];
  const feeTaken = [entry('marketplace', fee), entry('provider', -fee)];
  return [
    ...(amount > 0 ? [draft(payment, { _id: `charge:${_id}`, kind: 'charge', entries: charge })] : []),
    ...(fee > 0 ? [draft(payment, { _id: `fee:${_id}`, kind: 'fee', entries: feeTaken })] : []),
  ];
}

function saleOf(payment: Stored<Payment>): Draft[] {
  const { orderId, sale } = payment;
  if (!sale) return [];
  const entries = [
    entry('buyer', sum(sale, 'total')),
    ...sale.map(({ sellerId, share }) => entry(accountOf(sellerId, 'pending'), -share)),
    entry('commission', -sum(sale, 'commission')),
    entry('marketplace', sum(sale, 'marketDiscount')),
  ];
  const sellers = sale.map(({ sellerId }) => sellerId);
  return [draft(payment, { _id: `sale:${orderId}`, kind: 'sale', sellers, entries })];
}

/** A part whose sale is not known yet waits for it: before, nobody could say what is held for the order. */
function partRefundsOf(payment: Stored<Payment>): Draft[] {
  const settled = (payment.refunds ?? []).filter(({ status }) => status === 'settled');
  if (!payment.sale) return [];
  return settled.map(({ refundId, sellerId, amount, shop, commission, marketDiscount }) => {
    const entries = (books: Books) => [
      entry('provider', -amount),
      ...takenFrom(sellerId, shop, books),
      entry('commission', commission),
      entry('marketplace', -marketDiscount),
    ];
    return draft(payment, { _id: `refund:${refundId}`, kind: 'refund', refundId, sellers: [sellerId], entries });
  });
}

/** Undoes what is left of the sale; what that is, is certain once no part is on its way to the provider. */
function cancellationOf(payment: Stored<Payment>): Draft[] {
  const { orderId, state, sale, refunds = [] } = payment;
  const underWay = refunds.some(({ status }) => status === 'ordered');
  if (!sale || underWay || (state !== 'refunding' && state !== 'refunded')) return [];
  const left = sale.map((part) => leftOf(part, refunds)).filter(({ total, share }) => total !== 0 || share !== 0);
  if (left.length === 0) return [];
  const entries = (books: Books) => [
    entry('buyer', -sum(left, 'total')),
    ...left.flatMap(({ sellerId, share }) => takenFrom(sellerId, share, books)),
    entry('commission', sum(left, 'commission')),
    entry('marketplace', -sum(left, 'marketDiscount')),
  ];
  const sellers = left.map(({ sellerId }) => sellerId);
  return [draft(payment, { _id: `cancellation:${orderId}`, kind: 'cancellation', sellers, entries })];
}

function wholeRefundOf(payment: Stored<Payment>): Draft[] {
  const [refundId, rest] = [refundIdOf(payment._id), restOf(payment)];
  if (payment.state !== 'refunded' || rest === 0) return [];
  const entries = [entry('provider', -rest), entry('buyer', rest)];
  return [draft(payment, { _id: `refund:${refundId}`, kind: 'refund', refundId, entries })];
}

function releasesOf(payment: Stored<Payment>, now: Date): Draft[] {
  const { orderId, state, sale, deliveries = [] } = payment;
  const due = deliveries.filter(({ releaseAt }) => releaseAt <= now);
  if (!sale || state !== 'succeeded') return [];
  return due.map(({ sellerId }) => {
    const entries = (books: Books) => {
      const held = heldOf(books.ofOrder, sellerId);
      if (held === 0) return undefined;
      // Less than what is held is there when refunds of other orders have taken some of it.
      const free = Math.min(held, books.fundsOf(sellerId).pending);
      return [entry(accountOf(sellerId, 'pending'), free), entry(accountOf(sellerId, 'available'), -free)];
    };
    return draft(payment, { _id: `release:${orderId}:${sellerId}`, kind: 'release', sellers: [sellerId], entries });
  });
}

function leftOf(part: SalePart, refunds: PartRefund[]): SalePart {
  const own = refunds.filter((one) => one.sellerId === part.sellerId && isOwnRefund(one));
  const back = (of: (refund: PartRefund) => number) => own.reduce((total, one) => total + of(one), 0);
  return {
    sellerId: part.sellerId,
    total: part.total - back(({ amount }) => amount),
    share: part.share - back(({ shop }) => shop),
    commission: part.commission - back(({ commission }) => commission),
    marketDiscount: part.marketDiscount - back(({ marketDiscount }) => marketDiscount),
  };
}

function takenFrom(sellerId: UserId, amount: number, books: Books): Entry[] {
  const taken = takeBack(amount, books.fundsOf(sellerId), heldOf(books.ofOrder, sellerId));
  return [
    entry(accountOf(sellerId, 'pending'), taken.pending),
    entry(accountOf(sellerId, 'available'), taken.available),
  ];
}

function entry(account: string, amount: number): Entry {
  return { account, amount };
}

function sum(parts: SalePart[], field: 'total' | 'share' | 'commission' | 'marketDiscount'): number {
  return parts.reduce((total, part) => total + part[field], 0);
}
