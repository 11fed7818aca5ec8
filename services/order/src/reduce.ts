import { orderReduced, type RefundId } from '@credenza/contracts';
import { Conflict, type Decision } from '@credenza/service-kit';
import { deliveredFact } from './fulfil.ts';
import { moneyBack, noteRefund, refundFact } from './money-back.ts';
import type { Order, StoredOrder } from './order-state.ts';
import type { Cancellation, Part, Pieces } from './part.ts';
import { type Act, factsOf, linesOf, partFor, pieceFacts, requirePieces, withPart } from './part-change.ts';
import type { Takings } from './takings.ts';
import { stateByPieces, unsent } from './whereabouts.ts';

/** Which pieces are canceled, and why. */
export interface Cancel {
  refundId: RefundId;
  /** Missing for everything that is not sent. */
  pieces?: Pieces[] | undefined;
  reason?: string | undefined;
}

/**
 * Cancels pieces of a paid order before they are sent; they and their money go back.
 *
 * @param order the order
 * @param act who, of which seller order
 * @param cancel which pieces and why
 * @returns the decision; nothing when the same command has canceled them already
 * @throws Conflict when the pieces are sent or canceled, or the buyer comes after the packing; Invalid for a line of somebody else
 */
export function cancelPieces(
  order: StoredOrder,
  act: Act<Cancellation['by']>,
  cancel: Cancel,
): Decision<Order> | undefined {
  const part = partFor(order, act);
  if (part.cancellations.some(({ key }) => key === act.key)) return undefined;
  if (act.by === 'buyer' && part.state !== 'new' && part.state !== 'accepted')
    throw new Conflict('The shop has packed this already. You can send it back when it has arrived.');
  const lines = linesOf(order, part);
  const left = unsent(part, lines);
  const pieces = cancel.pieces ?? left;
  if (pieces.length === 0) throw new Conflict('Nothing is left to cancel.');
  const leftOf = (lineId: string) => left.find((one) => one.lineId === lineId)?.quantity ?? 0;
  requirePieces(pieces, lines, ({ lineId }) => leftOf(lineId), 'left to cancel');
  return reduce(order, part, act, { ...cancel, pieces, money: moneyBack(order, part, pieces) });
}

/**
 * Writes a cancellation that is decided.
 *
 * @param order the order
 * @param part the seller order before
 * @param act who cancels
 * @param cancel which pieces, why, and what goes back for them
 * @returns the decision
 */
export function reduce(
  order: StoredOrder,
  part: Part,
  act: Act<Cancellation['by']>,
  cancel: { refundId: RefundId; pieces: Pieces[]; reason?: string | undefined; money: Takings },
): Decision<Order> {
  const { refundId, pieces, reason, money } = cancel;
  const { by, now, key } = act;
  const lines = linesOf(order, part);
  const less = noteRefund(
    { ...part, cancellations: [...part.cancellations, { key, at: now, by, reason, pieces, refundId }] },
    { ...money, refundId, why: 'canceled', at: now },
  );
  const after = { ...less, state: stateByPieces(less, lines) };
  const told = pieceFacts(lines, pieces);
  const reduced = orderReduced.of({
    ...factsOf(order, part),
    pieces: told,
    refund: refundFact(order, refundId, money),
    by,
    reason,
    ...(isOver(order, after) && { orderOver: true }),
  });
  // Everything that is still to come has arrived before: nobody else would say that this shop's part is complete.
  const complete = after.state === 'delivered' ? [deliveredFact(order, after, after.parcels)] : [];
  const what = told.map(({ quantity, title }) => `${quantity} × ${title}`).join(', ');
  const entry = { at: now, what: 'reduced' as const, detail: reason ? `${what}: ${reason}` : what };
  return withPart(order, after, { entry, facts: [reduced, ...complete] });
}

function isOver({ sellerOrders }: StoredOrder, after: Part): boolean {
  return [after, ...sellerOrders.filter((one) => one.sellerOrderId !== after.sellerOrderId)].every(
    ({ state }) => state === 'canceled',
  );
}
