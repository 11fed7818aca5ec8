import { randomUUID } from 'node:crypto';
import type { reserveStock } from '@credenza/contracts';
import { type Aggregates, StaleVersion, type Stored, Unavailable } from '@credenza/service-kit';
import type { z } from 'zod';
import { giveBackAll, type ReservationParts, takeAll } from './holds.ts';
import { perVariant } from './lines.ts';
import { differences } from './offers.ts';
import { lookAfter } from './overdue.ts';
import { mayReopen, type Reservation } from './reservation.ts';

export type ReserveCommand = z.output<typeof reserveStock.body>;
export type ReserveAnswer = z.input<typeof reserveStock.reply>;

const maxRounds = 5;
const waitMs = 25;
const maxWaits = 40;

/**
 * Holds an order's pieces, all lines or none, at the prices that the buyer saw. The pieces are taken first and the
 * reservation is written last; from then on it decides what becomes of them. Safe to repeat and to race by order id: whoever writes the
 * reservation has all its pieces, and every other attempt gives back its own. An attempt that was so slow that its pieces went
 * back finds a reservation that is further than the one it began with, and begins again.
 *
 * @param command the order, its lines, and until when it may be paid
 * @param parts the stores
 * @returns reserved, stale with every difference, or ended when the order is over
 * @throws Unavailable while the same command is under way elsewhere
 */
export async function reserve(command: ReserveCommand, parts: ReservationParts): Promise<ReserveAnswer> {
  for (let round = 0; round < maxRounds; round += 1) {
    const answer = await reserveOnce(command, parts);
    if (answer) return answer;
  }
  throw new Unavailable('Too many want the last pieces at once. Try again.');
}

async function reserveOnce(command: ReserveCommand, parts: ReservationParts): Promise<ReserveAnswer | undefined> {
  const { reservations, offers } = parts;
  const { orderId } = command;
  const variantIds = command.lines.map(({ variantId }) => variantId);
  const [present, live] = await Promise.all([reservations.find(orderId), offers.live(variantIds)]);
  if (present && !mayReopen(present)) return answerOf(present);
  const found = differences(command.lines, live);
  if (found.length > 0) return { outcome: 'stale', differences: found };

  const attempt = randomUUID();
  const expiresAt = new Date(command.expiresAt);
  const taken = await takeAll(orderId, perVariant(command.lines), { attempt, expiresAt }, parts);
  if (taken !== 'all') return taken === 'busy' ? await awaitOther(orderId, variantIds, parts) : undefined;
  const products = new Map(live.map((offer) => [offer.variantId, offer.productId]));
  const held: Reservation = {
    status: 'held',
    lines: command.lines.map(({ variantId, quantity }) => ({
      variantId,
      quantity,
      productId: products.get(variantId) ?? '',
    })),
    offers: live,
    expiresAt,
    attempt,
  };
  if (await openReservation(orderId, held, present, reservations)) return { outcome: 'reserved', offers: live };
  await giveBackAll(orderId, variantIds, attempt, parts);
  return undefined; // somebody else has written it: read what it says
}

/** Writes the reservation, or opens the one that a command left behind that died; refused when it is not as it was found. */
async function openReservation(
  orderId: string,
  held: Reservation,
  found: Stored<Reservation> | undefined,
  reservations: Aggregates<Reservation>,
): Promise<boolean> {
  if (!found) return await reservations.create(orderId, held);
  try {
    const reopened = { ...held, releasedBy: undefined };
    await reservations.change(orderId, () => ({ state: reopened, facts: [] }), { ifVersion: found.version });
    return true;
  } catch (error) {
    if (error instanceof StaleVersion) return false;
    throw error;
  }
}

/** Another attempt for the same order is at work, or died: waits a moment for what it writes or gives back. */
async function awaitOther(
  orderId: string,
  variantIds: string[],
  parts: ReservationParts,
): Promise<ReserveAnswer | undefined> {
  for (let wait = 0; wait < maxWaits; wait += 1) {
    const holds = await parts.stocks.holdsOf(variantIds, orderId);
    const present = await parts.reservations.find(orderId);
    if (present && !mayReopen(present)) return answerOf(present);
    if (holds.length === 0) return undefined;
    const dead = holds.filter(({ until }) => until < parts.now());
    if (dead.length > 0) await lookAfter(dead, parts);
    else await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
  throw new Unavailable('The pieces of this order are being reserved. Ask again in a moment.');
}

function answerOf(present: Stored<Reservation>): ReserveAnswer {
  if (present.status === 'held') return { outcome: 'reserved', offers: present.offers };
  return { outcome: 'ended', status: present.status };
}
