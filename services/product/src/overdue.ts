import type { Stored } from '@credenza/service-kit';
import { giveBackAll, type ReservationParts } from './holds.ts';
import { expire, type Reservation } from './reservation.ts';
import type { HoldKey } from './stock.store.ts';

const none = 'none';

/**
 * Looks at holds whose time is over: their order's reservation says what becomes of them. Without one the command that took
 * them has died half-way; then a released reservation is written first, so that this command can never complete after all.
 *
 * @param holds the holds
 * @param parts the stores
 */
export async function lookAfter(holds: HoldKey[], parts: ReservationParts): Promise<void> {
  const byOrder = Map.groupBy(holds, ({ orderId }) => orderId);
  const found = await parts.reservations.model
    .find({ _id: { $in: [...byOrder.keys()] } })
    .select('-outbox')
    .lean<Stored<Reservation>[]>();
  const reservations = new Map(found.map((one) => [one._id, one]));
  const looked = await Promise.allSettled(
    [...byOrder].map(([orderId, group]) => lookAfterOrder(orderId, group, reservations.get(orderId), parts)),
  );
  for (const one of looked) if (one.status === 'rejected') throw one.reason;
}

async function lookAfterOrder(
  orderId: string,
  holds: HoldKey[],
  found: Stored<Reservation> | undefined,
  parts: ReservationParts,
): Promise<void> {
  const { reservations, stocks, now } = parts;
  const reservation = found ?? (await closeCrashed(orderId, parts));
  if (!reservation) return; // it has just been written; these holds come up again
  const due =
    reservation.status === 'held'
      ? await reservations.change(orderId, (present) => expire(present, now()))
      : reservation;
  for (const hold of holds) {
    const its = hold.attempt === due.attempt;
    if (its && due.status === 'held') await stocks.rest(hold, due.expiresAt);
    else if (its && (due.status === 'committed' || due.status === 'restocked')) await stocks.settle(hold);
    else await giveBackAll(orderId, [hold.variantId], hold.attempt, parts);
  }
}

async function closeCrashed(orderId: string, parts: ReservationParts): Promise<Stored<Reservation> | undefined> {
  const crashed: Reservation = {
    status: 'released',
    releasedBy: 'crash',
    lines: [],
    offers: [],
    expiresAt: parts.now(),
    attempt: none,
  };
  return (await parts.reservations.create(orderId, crashed)) ? { ...crashed, _id: orderId, version: 1 } : undefined;
}
