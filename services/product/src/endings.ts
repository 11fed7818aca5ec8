import { randomUUID } from 'node:crypto';
import { inTransaction, StaleVersion, type Stored } from '@credenza/service-kit';
import { stillOut } from './coming-back.ts';
import { giveBackAll, type ReservationParts, takeAll } from './holds.ts';
import { perVariant } from './lines.ts';
import { putBackWaiting } from './put-back.ts';
import {
  cancel,
  commit,
  giveUp,
  mayRetake,
  type Reservation,
  type ReservedLine,
  restock,
  retake,
} from './reservation.ts';
import type { StoredStock } from './stock.schema.ts';

const none = 'none';

/**
 * An order is paid: what it holds is sold. When its time was over before, it gets new pieces if there are any left, and is
 * told otherwise.
 *
 * @param orderId the order
 * @param lines what it is about
 * @param parts the stores
 */
export async function commitOrder(orderId: string, lines: ReservedLine[], parts: ReservationParts): Promise<void> {
  await openIfMissing(orderId, lines, 'expiry', parts);
  const after = await parts.reservations.change(orderId, commit);
  if (mayRetake(after)) await retakePieces(after, lines, parts);
  else if (after.status === 'committed') await settleAll(after, parts);
  if (after.back || after.status !== 'committed') await putBackWaiting(orderId, parts);
}

/**
 * An order will not come (any more): held pieces go back on offer, and sold ones too.
 *
 * @param orderId the order
 * @param lines what it was about
 * @param parts the stores
 * @returns whether pieces were held and are given back
 */
export async function cancelOrder(orderId: string, lines: ReservedLine[], parts: ReservationParts): Promise<boolean> {
  await openIfMissing(orderId, lines, 'cancel', parts);
  let wasHeld = false;
  const after = await parts.reservations.change(orderId, (present) => {
    wasHeld = present.status === 'held';
    return cancel(present);
  });
  if (after.status === 'released') {
    await giveBackAll(orderId, variantsOf(after.lines), after.attempt, parts);
  } else if (after.status === 'committed') await restockOrder(after, parts);
  else await settleAll(after, parts);
  return wasHeld;
}

/**
 * Releases what an order holds; sold pieces stay sold.
 *
 * @param orderId the order
 * @param parts the stores
 * @returns whether pieces were held and are given back
 */
export async function releaseOrder(orderId: string, parts: ReservationParts): Promise<boolean> {
  await openIfMissing(orderId, [], 'cancel', parts);
  let wasHeld = false;
  const after = await parts.reservations.change(orderId, (present) => {
    wasHeld = present.status === 'held';
    return cancel(present);
  });
  if (after.status === 'released') await giveBackAll(orderId, variantsOf(after.lines), after.attempt, parts);
  return wasHeld;
}

/**
 * An order nobody has reserved for gets a reservation that is over: a reserve command that comes later must find it so.
 *
 * @param orderId the order
 * @param lines what it is about
 * @param releasedBy why it is over
 * @param parts the stores
 */
export async function openIfMissing(
  orderId: string,
  lines: ReservedLine[],
  releasedBy: 'cancel' | 'expiry',
  parts: ReservationParts,
): Promise<void> {
  if (await parts.reservations.find(orderId)) return;
  const released = {
    status: 'released' as const,
    releasedBy,
    lines,
    offers: [],
    expiresAt: parts.now(),
    attempt: none,
  };
  await parts.reservations.create(orderId, released);
}

async function settleAll({ _id, lines, attempt }: Stored<Reservation>, { stocks }: ReservationParts): Promise<void> {
  await Promise.all(variantsOf(lines).map((variantId) => stocks.settle({ variantId, orderId: _id, attempt })));
}

async function restockOrder(committed: Stored<Reservation>, parts: ReservationParts): Promise<void> {
  const { reservations, stocks, announcer } = parts;
  let changed: (StoredStock | undefined)[] = [];
  const after = await inTransaction(reservations.model.db, async (transaction) => {
    changed = [];
    let mine = false;
    const state = await reservations.change(
      committed._id,
      (present) => {
        const decision = restock(present);
        mine = decision !== undefined;
        return decision;
      },
      { transaction },
    );
    for (const { variantId, quantity } of mine ? stillOut(state) : [])
      changed.push(await stocks.putBack(variantId, quantity, transaction.session));
    return state;
  });
  announcer.notice(changed);
  await settleAll(after, parts); // in case the process died between the sale and this
}

async function retakePieces(
  released: Stored<Reservation>,
  lines: ReservedLine[],
  parts: ReservationParts,
): Promise<void> {
  const { reservations } = parts;
  const orderId = released._id;
  await giveBackAll(orderId, variantsOf(released.lines), released.attempt, parts);
  const attempt = randomUUID();
  const taken = await takeAll(orderId, perVariant(lines), { attempt }, parts);
  if (taken === 'busy') throw new Error(`Pieces of ${orderId} are just going back.`); // runs again
  if (taken === 'few') {
    await reservations.change(orderId, (present) => giveUp(present, lines));
    return;
  }
  try {
    const { version } = released;
    const after = await reservations.change(orderId, (present) => retake(present, lines, attempt), {
      ifVersion: version,
    });
    await settleAll(after, parts);
  } catch (error) {
    // Something has happened to the order since, or to these pieces when this was slow: runs again.
    if (error instanceof StaleVersion) await giveBackAll(orderId, variantsOf(lines), attempt, parts);
    throw error;
  }
}

const variantsOf = (lines: ReservedLine[]) => [...new Set(lines.map(({ variantId }) => variantId))];
