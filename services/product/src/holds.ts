import type { Aggregates } from '@credenza/service-kit';
import type { Announcer } from './announcer.ts';
import type { Offers } from './offers.store.ts';
import type { Reservation, ReservedLine } from './reservation.ts';
import type { Stocks } from './stock.store.ts';
import type { Hold } from './stock.ts';

/** What the commands around a reservation work with. */
export interface ReservationParts {
  reservations: Aggregates<Reservation>;
  stocks: Stocks;
  offers: Offers;
  announcer: Announcer;
  now: () => Date;
}

/** How long an attempt may take before somebody looks whether it died, in ms. */
const attemptMs = 10_000;

/**
 * Takes pieces line by line; when one line fails, the others go back.
 *
 * @param orderId for which order
 * @param lines one per variant, in the order of their ids
 * @param run the id of this attempt, and until when the order may be paid
 * @param parts the stores
 * @returns `all`; `few` when there are not enough; `busy` when another attempt for this order has taken some
 */
export async function takeAll(
  orderId: string,
  lines: Pick<ReservedLine, 'variantId' | 'quantity'>[],
  run: { attempt: string; expiresAt?: Date },
  parts: Pick<ReservationParts, 'stocks' | 'announcer' | 'now'>,
): Promise<'all' | 'few' | 'busy'> {
  const { attempt, expiresAt } = run;
  const until = new Date(Math.min(parts.now().getTime() + attemptMs, expiresAt?.getTime() ?? Number.POSITIVE_INFINITY));
  const taken: string[] = [];
  for (const { variantId, quantity } of lines) {
    const outcome = await take(variantId, { orderId, quantity, until, attempt }, parts);
    if (outcome === 'taken') taken.push(variantId);
    else {
      await giveBackAll(orderId, taken, attempt, parts);
      return outcome;
    }
  }
  return 'all';
}

/** Tries again while what stood in the way is gone by the time one looks: a paid order must not lose to its own old hold. */
async function take(
  variantId: string,
  hold: Hold,
  { stocks, announcer }: Pick<ReservationParts, 'stocks' | 'announcer'>,
): Promise<'taken' | 'few' | 'busy'> {
  for (;;) {
    const stock = await stocks.take(variantId, hold);
    announcer.notice([stock]);
    if (stock) return 'taken';
    const present = await stocks.aggregates.find(variantId);
    if (present?.holds.some(({ orderId }) => orderId === hold.orderId)) return 'busy';
    if (!present || present.available < hold.quantity) return 'few';
  }
}

/**
 * Gives back what one attempt has taken.
 *
 * @param orderId for which order
 * @param variantIds of which variants
 * @param attempt by which attempt
 * @param parts the stores
 */
export async function giveBackAll(
  orderId: string,
  variantIds: string[],
  attempt: string,
  parts: Pick<ReservationParts, 'stocks' | 'announcer'>,
): Promise<void> {
  const unique = [...new Set(variantIds)];
  const changed = await Promise.all(unique.map((variantId) => parts.stocks.giveBack({ variantId, orderId, attempt })));
  parts.announcer.notice(changed);
}
