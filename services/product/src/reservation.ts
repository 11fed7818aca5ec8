import { type Offer, stockReleased } from '@credenza/contracts';
import type { Decision, Stored } from '@credenza/service-kit';
import type { z } from 'zod';

/** A line of an order, as far as stock is concerned. */
export interface ReservedLine {
  variantId: string;
  productId: string;
  quantity: number;
}

/** Some pieces of an order that come back on offer, under the name of the refund or return that brought them. */
export interface ComingBack {
  id: string;
  lines: ReservedLine[];
  /** Whether they are on offer again; until the order's pieces are sold they wait. */
  done: boolean;
}

/**
 * What became of an order's pieces (the order's id is the document's):
 * `held` until it is paid, then `committed`; `released` when they went back unsold, `restocked` when they came back after the sale.
 */
export interface Reservation {
  status: 'held' | 'committed' | 'released' | 'restocked';
  lines: ReservedLine[];
  /** The offers as the order was answered, so that a repeated command gets the same answer. */
  offers: z.input<typeof Offer>[];
  expiresAt: Date;
  /** The attempt whose holds are this reservation's. */
  attempt: string;
  /**
   * Why it is released: the order is canceled (final), the time was over (a payment that comes late may still get pieces),
   * the command died half-way (it may be repeated), or a late payment found the pieces sold to others.
   */
  releasedBy?: 'cancel' | 'expiry' | 'crash' | 'sold-out' | undefined;
  /** Pieces of the sold order that came back, or will as soon as they are sold. */
  back?: ComingBack[] | undefined;
}

type StoredReservation = Stored<Reservation>;

/** Which released reservations a repeated reserve command may open again. */
export const mayReopen = (present: Reservation) => present.status === 'released' && present.releasedBy === 'crash';

/** Which released reservations a payment that comes late may open again: those that a command may, and more. */
export const mayRetake = (present: Reservation) =>
  present.status === 'released' && (present.releasedBy === 'expiry' || present.releasedBy === 'crash');

/**
 * Pieces are about to go back that some attempts took and this reservation does not know. An attempt that only was slow may
 * open the version that it began with and no later one: so the reservation gets a later one first.
 *
 * @param present the reservation
 * @param attempts which attempts took them
 * @returns the change, which says nothing new; undefined when no attempt can open it, or the pieces are its own
 */
export function moveOn(present: StoredReservation, attempts: string[]): Decision<Reservation> | undefined {
  const strangers = attempts.some((attempt) => attempt !== present.attempt);
  return strangers && mayRetake(present) ? { state: {}, facts: [] } : undefined;
}

/**
 * The order is paid: the pieces are sold.
 *
 * @param present the reservation
 * @returns the change; undefined when there is nothing held
 */
export function commit(present: StoredReservation): Decision<Reservation> | undefined {
  return present.status === 'held' ? { state: { status: 'committed' }, facts: [] } : undefined;
}

/**
 * The order will not come: held pieces go back, and none may be taken for it any more.
 *
 * @param present the reservation
 * @returns the change; undefined when it is over already
 */
export function cancel(present: StoredReservation): Decision<Reservation> | undefined {
  const open = present.status === 'held' || (present.status === 'released' && present.releasedBy !== 'cancel');
  return open ? { state: { status: 'released', releasedBy: 'cancel' }, facts: [] } : undefined;
}

/**
 * The order was paid and is canceled: sold pieces come back.
 *
 * @param present the reservation
 * @returns the change; undefined when nothing was sold or it is back already
 */
export function restock(present: StoredReservation): Decision<Reservation> | undefined {
  return present.status === 'committed' ? { state: { status: 'restocked' }, facts: [] } : undefined;
}

/**
 * Nobody paid in time: the pieces go back and the order is told.
 *
 * @param present the reservation
 * @param now the time
 * @returns the change; undefined when it is not due or over already
 */
export function expire(present: StoredReservation, now: Date): Decision<Reservation> | undefined {
  if (present.status !== 'held' || present.expiresAt > now) return undefined;
  return { state: { status: 'released', releasedBy: 'expiry' }, facts: [released(present)] };
}

/**
 * The order is paid too late, and new pieces were taken for it.
 *
 * @param present the reservation
 * @param lines what was taken
 * @param attempt the attempt that took it
 * @returns the change; undefined when it may not have them (any more)
 */
export function retake(
  present: StoredReservation,
  lines: ReservedLine[],
  attempt: string,
): Decision<Reservation> | undefined {
  if (!mayRetake(present)) return undefined;
  return { state: { status: 'committed', lines, attempt, releasedBy: undefined }, facts: [] };
}

/**
 * The order is paid too late and its pieces are gone: it is told (again) that it has none, so that the money goes back.
 *
 * @param present the reservation
 * @param lines what it was about
 * @returns the change; undefined when that is said already
 */
export function giveUp(present: StoredReservation, lines: ReservedLine[]): Decision<Reservation> | undefined {
  if (!mayRetake(present)) return undefined;
  return { state: { releasedBy: 'sold-out' }, facts: [released({ ...present, lines })] };
}

function released({ _id, lines }: StoredReservation) {
  return stockReleased.of({ orderId: _id, reason: 'expired', lines });
}
