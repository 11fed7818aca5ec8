import type { Aggregates } from '@credenza/service-kit';
import type { Announcer } from './announcer.ts';
import type { Offers } from './offers.store.ts';
import type { Reservation, ReservedLine } from './reservation.ts';
import type { Stocks } from './stock.store.ts';

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
  const { stocks, announcer, now } = parts;
  const { attempt, expiresAt } = run;
  const until = new Date(Math.min(now().getTime() + attemptMs, expiresAt?.getTime() ?? Number.POSITIVE_INFINITY));
  const taken: string[] = [];
  for (const { variantId, quantity } of lines) {
    const stock = await stocks.take(variantId, { orderId, quantity, until, attempt });
    if (stock) {
      taken.push(variantId);
      announcer.notice([stock]);
      continue;
    }
    const others = await stocks.holdsOf([variantId], orderId);
    await giveBackAll(orderId, taken, attempt, parts);
    return others.length > 0 ? 'busy' : 'few';
  }
  return 'all';
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
