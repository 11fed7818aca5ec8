import { type Refund, RefundId } from '@credenza/contracts';
import type { StoredOrder } from './order-state.ts';
import type { Part, PartRefund, Pieces } from './part.ts';
import { linesOf } from './part-change.ts';
import { minus, plus, type Takings, takingsOf, takingsOfLine, within } from './takings.ts';
import { whereabouts } from './whereabouts.ts';

/**
 * @param order an order
 * @param part one of its seller orders
 * @returns the money of it that has not gone back yet
 */
export function moneyLeft(order: StoredOrder, part: Part): Takings {
  return minus(takingsOf(part, linesOf(order, part), order), plus(...part.refunds));
}

/**
 * The money of pieces that are canceled or have come back. It is what they cost, as far as a dispute has not given it back
 * already; the last pieces take along whatever is left, the shipping first of all.
 *
 * @param order the order
 * @param part the seller order before
 * @param pieces what goes back, of lines of this seller order
 * @returns what goes back to whom
 */
export function moneyBack(order: StoredOrder, part: Part, pieces: Pieces[]): Takings {
  const left = moneyLeft(order, part);
  const going = linesOf(order, part).map((line) => {
    const { bought, canceled, back } = whereabouts(part, line);
    const quantity = pieces.reduce((sum, one) => sum + (one.lineId === line.lineId ? one.quantity : 0), 0);
    return { line, bought, from: canceled + back, to: canceled + back + quantity };
  });
  if (going.every(({ bought, to }) => to === bought)) return left;
  return within(plus(...going.map(({ line, from, to }) => takingsOfLine(line, order, from, to))), left);
}

/**
 * @param order the order
 * @param refundId the refund's id
 * @param takings what goes back
 * @returns the refund as events tell it
 * @throws Error when the order was never paid
 */
export function refundFact(order: StoredOrder, refundId: RefundId, takings: Takings): Refund {
  if (order.paymentId === undefined) throw new Error(`${order._id} has no payment to give back`);
  return { ...takings, refundId, paymentId: order.paymentId };
}

/**
 * Notes money that goes back.
 *
 * @param part the seller order
 * @param refund the money, why and when
 * @returns the seller order with it
 */
export function noteRefund(part: Part, refund: PartRefund): Part {
  return { ...part, refunds: [...part.refunds, refund] };
}

/**
 * Names the refund of all that is left of a seller order at once, which happens once at most.
 *
 * @param part the seller order
 * @returns the refund's id
 */
export function restRefundId(part: Part): RefundId {
  return RefundId.parse(part.sellerOrderId.replace(/^sor_/, 'rfd_'));
}
