import { orderAccepted, orderDelivered, orderShipped, type ParcelId } from '@credenza/contracts';
import { Conflict, type Decision, NotFound } from '@credenza/service-kit';
import type { Order, StoredOrder } from './order-state.ts';
import { type Parcel, type Part, type Pieces, partTransitions } from './part.ts';
import { type Act, factsOf, inTurn, linesOf, partFor, pieceFacts, requirePieces, withPart } from './part-change.ts';
import { stateByPieces, unsent } from './whereabouts.ts';

/**
 * The shop takes its part of an order on.
 *
 * @param order the order
 * @param act who, on which seller order
 * @returns the decision; nothing when that is done already
 * @throws Conflict when it is canceled
 */
export function accept(order: StoredOrder, act: Act): Decision<Order> | undefined {
  const part = partFor(order, act);
  refuseCanceled(part);
  const state = partTransitions[part.state].accept;
  if (!state) return undefined;
  const facts = [orderAccepted.of(factsOf(order, part))];
  return withPart(order, { ...part, state }, { entry: { at: act.now, what: 'accepted' }, facts });
}

/**
 * The shop has packed: from now on the buyer cannot cancel lines any more.
 *
 * @param order the order
 * @param act who, on which seller order
 * @returns the decision; nothing when that is done already
 * @throws Conflict when it is canceled or not accepted yet
 */
export function pack(order: StoredOrder, act: Act): Decision<Order> | undefined {
  const part = partFor(order, act);
  refuseCanceled(part);
  if (part.state === 'new') throw new Conflict('Accept the order before you pack it.');
  const state = partTransitions[part.state].pack;
  if (!state) return undefined;
  return withPart(order, { ...part, state }, { entry: { at: act.now, what: 'packed' } });
}

/** What a shop says about a parcel that it sends. */
export interface Sending {
  parcelId: ParcelId;
  carrier: string;
  tracking?: string | undefined;
  /** Missing for everything that is left. */
  pieces?: Pieces[] | undefined;
  /** When it is taken to have arrived although nobody has said so. */
  dueAt: Date;
}

/**
 * The shop sends a parcel.
 *
 * @param order the order
 * @param act who, on which seller order
 * @param sending what is in it and how it goes
 * @returns the decision; nothing when the same command has sent it already
 * @throws Conflict when it is not packed, or fewer pieces are left to send; Invalid for a line of somebody else
 */
export function ship(order: StoredOrder, act: Act, sending: Sending): Decision<Order> | undefined {
  const part = partFor(order, act);
  if (part.parcels.some(({ key }) => key === act.key)) return undefined;
  refuseCanceled(part);
  if (part.state === 'new' || part.state === 'accepted') throw new Conflict('Pack the order before you send it.');
  const lines = linesOf(order, part);
  const left = unsent(part, lines);
  const pieces = sending.pieces ?? left;
  if (pieces.length === 0) throw new Conflict('Nothing is left to send.');
  const leftOf = (lineId: string) => left.find((one) => one.lineId === lineId)?.quantity ?? 0;
  requirePieces(pieces, lines, ({ lineId }) => leftOf(lineId), 'left to send');

  const { parcelId, carrier, tracking, dueAt } = sending;
  const parcel: Parcel = { parcelId, key: act.key, carrier, tracking, pieces, sentAt: act.now, dueAt };
  const sent = { ...part, parcels: [...part.parcels, parcel] };
  const after = { ...sent, state: stateByPieces(sent, lines) };
  const fact = orderShipped.of({
    ...factsOf(order, part),
    parcelId,
    carrier,
    tracking,
    pieces: pieceFacts(lines, pieces),
    complete: unsent(after, lines).length === 0,
  });
  const entry = { at: act.now, what: 'shipped' as const, detail: tracking ? `${carrier} ${tracking}` : carrier };
  return withPart(order, after, { entry, facts: [fact] });
}

/**
 * Parcels have arrived.
 *
 * @param order the order
 * @param act who says so, of which seller order
 * @param parcelIds which ones; missing for all that were sent
 * @returns the decision; nothing when that is known
 * @throws Conflict when nothing was sent yet; NotFound for a parcel that is not in the seller order
 */
export function deliver(order: StoredOrder, act: Act, parcelIds?: ParcelId[]): Decision<Order> | undefined {
  const part = partFor(order, act);
  if (part.parcels.length === 0) throw new Conflict('Nothing of this was sent yet.');
  const unknown = parcelIds?.find((id) => !part.parcels.some(({ parcelId }) => parcelId === id));
  if (unknown) throw new NotFound('parcel');
  const arriving = (parcel: Parcel) => !parcel.deliveredAt && (parcelIds?.includes(parcel.parcelId) ?? true);
  const arrived = part.parcels.filter(arriving);
  if (arrived.length === 0) return undefined;

  const lines = linesOf(order, part);
  const delivered = { dueAt: undefined, deliveredAt: act.now, deliveredBy: act.by };
  const there = { ...part, parcels: part.parcels.map((one) => (arriving(one) ? { ...one, ...delivered } : one)) };
  const after = { ...there, state: stateByPieces(there, lines) };
  const entry = { at: act.now, what: 'delivered' as const, detail: wordOf[act.by] };
  return withPart(order, after, { entry, facts: [deliveredFact(order, after, arrived)] });
}

const wordOf = {
  buyer: 'The buyer has confirmed it.',
  seller: 'The shop has said so.',
  admin: 'An admin has said so.',
  system: 'Nobody has said otherwise in time.',
};

/**
 * Takes parcels to have arrived that were sent long ago and of which nobody has said anything.
 *
 * @param order the order
 * @param now the time
 * @returns the decision; nothing when none is due, or the buyer says that they have not arrived
 */
export function deliverOverdue(order: StoredOrder, now: Date): Decision<Order> | undefined {
  const missed = (part: Part) => part.disputes.some(({ state, returnId }) => state === 'open' && !returnId);
  const due = order.sellerOrders.flatMap((part) => {
    const parcelIds = part.parcels.filter(({ dueAt }) => dueAt && dueAt <= now).map(({ parcelId }) => parcelId);
    return parcelIds.length > 0 && !missed(part) ? [{ sellerOrderId: part.sellerOrderId, parcelIds }] : [];
  });
  return inTurn(
    order,
    due.map(({ sellerOrderId, parcelIds }) => (present) => {
      return deliver(present, { sellerOrderId, by: 'system', now, key: 'overdue' }, parcelIds);
    }),
  );
}

/**
 * @param order the order
 * @param part the seller order, with the parcels delivered
 * @param parcels those that the event is about
 * @returns the event
 */
export function deliveredFact(order: StoredOrder, part: Part, parcels: Parcel[]) {
  return orderDelivered.of({
    ...factsOf(order, part),
    parcelIds: parcels.map(({ parcelId }) => parcelId),
    pieces: pieceFacts(
      linesOf(order, part),
      parcels.flatMap(({ pieces }) => pieces),
    ),
    complete: part.state === 'delivered',
  });
}

function refuseCanceled(part: Part): void {
  if (part.state === 'canceled') throw new Conflict('This is canceled.');
}
