import { giveBackAll, type ReservationParts } from './holds.ts';
import { expire, moveOn, type Reservation } from './reservation.ts';
import type { HoldKey } from './stock.store.ts';

const none = 'none';

/**
 * Looks at holds whose time is over: their order's reservation says what becomes of them. Those that it does not know belong to an
 * attempt that died or is slow, and go back; first the reservation moves on to a version that this attempt can not open (without
 * a reservation, to its first).
 *
 * @param holds the holds
 * @param parts the stores
 */
export async function lookAfter(holds: HoldKey[], parts: ReservationParts): Promise<void> {
  const byOrder = Map.groupBy(holds, ({ orderId }) => orderId);
  const orderIds = [...byOrder.keys()];
  const found = await parts.reservations.model.distinct('_id', { _id: { $in: orderIds } });
  const known = new Set<unknown>(found);
  const looked = await Promise.allSettled(
    [...byOrder].map(async ([orderId, group]) => {
      if (!known.has(orderId)) await closeCrashed(orderId, parts);
      await lookAfterOrder(orderId, group, parts);
    }),
  );
  for (const one of looked) if (one.status === 'rejected') throw one.reason;
}

async function lookAfterOrder(orderId: string, holds: HoldKey[], parts: ReservationParts): Promise<void> {
  const { reservations, stocks, now } = parts;
  const attempts = holds.map(({ attempt }) => attempt);
  const due = await reservations.change(orderId, (present) => expire(present, now()) ?? moveOn(present, attempts));
  for (const hold of holds) {
    const its = hold.attempt === due.attempt;
    if (its && due.status === 'held') await stocks.rest(hold, due.expiresAt);
    else if (its && (due.status === 'committed' || due.status === 'restocked')) await stocks.settle(hold);
    else await giveBackAll(orderId, [hold.variantId], hold.attempt, parts);
  }
}

/** An attempt has taken pieces and written no reservation: now it can not any more. */
async function closeCrashed(orderId: string, { reservations, now }: ReservationParts): Promise<void> {
  const crashed: Reservation = {
    status: 'released',
    releasedBy: 'crash',
    lines: [],
    offers: [],
    expiresAt: now(),
    attempt: none,
  };
  await reservations.create(orderId, crashed);
}
