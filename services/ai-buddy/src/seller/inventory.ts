import type { Day } from './forecast/day.ts';
import { forecast } from './forecast/forecast.ts';
import { unitsIn } from './history.ts';
import { atPrice } from './pricing/at-price.ts';
import { elasticityOf } from './pricing/elasticity.ts';
import { counted, type Reason, reason } from './reason.ts';

/** What needs attention first stands first. */
export const stockStates = ['out', 'urgent', 'soon', 'dead', 'enough', 'unknown'] as const;
export type StockState = (typeof stockStates)[number];

/** A variant as its stock is judged. */
export interface Stocked {
  /** Its past, the newest day last. */
  days: readonly Day[];
  /** Pieces that can be bought now. */
  available: number;
  /** Minor units. */
  price: number;
}

/** What to do about a variant's stock; pieces. */
export interface StockAdvice {
  state: StockState;
  /** Sold in the last 28 days. */
  sold: number;
  /** Expected a day. */
  perDay: number;
  /** How many days the stock lasts; null where nothing is expected to be sold. */
  days: number | null;
  /** How many to order now. */
  reorder: number;
  /** Between these lie the sales until the order after the next has come, in eight cases of ten. */
  low: number;
  high: number;
  reasons: Reason[];
}

/** A variant is dead stock when nobody has bought it for so many days on which it was there. */
const deadAfter = 90;
/** Fewer days on sale make no forecast. */
const leastDays = 7;

/**
 * Judges a variant's stock: it is reordered when what is there does not safely last until an order would have come, and then for as long as
 * the shop wants to have enough; safely means in nine cases of ten.
 *
 * @param stocked the variant
 * @param wish how many days an order takes, and for how many days it is to last
 * @returns what to do, with reasons
 */
export function adviseStock(stocked: Stocked, wish: { leadDays: number; coverDays: number }): StockAdvice {
  const { days, available, price } = stocked;
  const sold = unitsIn(days, 28);
  const none = { sold, perDay: 0, days: null, reorder: 0, low: 0, high: 0 };
  const there = days.filter(({ open }) => open > 0).length;
  if (isDead(stocked)) {
    const text = `Nobody has bought it for ${deadAfter} days, though ${counted(available, 'piece')} can be bought.`;
    return { ...none, state: 'dead', reasons: [reason('dead-stock', text)] };
  }
  if (there < leastDays || unitsIn(days, days.length) === 0) {
    const text = `In ${counted(there, 'day')} on sale it has sold too little to say what will be sold.`;
    return { ...none, state: available === 0 ? 'out' : 'unknown', reasons: [reason('no-history', text)] };
  }
  const past = atPrice(days, price, elasticityOf(days));
  const arriving = forecast(past, wish.leadDays);
  const lasting = forecast(past, wish.leadDays + wish.coverDays);
  const perDay = lasting.mean / (wish.leadDays + wish.coverDays);
  const order = available < arriving.high ? Math.max(0, lasting.high - available) : 0;
  const cover = perDay > 0 ? available / perDay : null;
  const state = stateOf({ available, cover, order }, wish.leadDays);
  return {
    state,
    sold,
    perDay,
    days: cover,
    reorder: order,
    low: lasting.low,
    high: lasting.high,
    reasons: [
      reason(
        'forecast',
        `${counted(sold, 'piece')} in the last 28 days; about ${perDay.toFixed(2)} a day are expected (${lasting.method}, from ${counted(lasting.days, 'day')} on sale).`,
      ),
      ...(order > 0
        ? [
            reason(
              'reorder',
              `Up to ${counted(arriving.high, 'piece')} may go in the ${counted(wish.leadDays, 'day')} that an order takes, and ${available} can be bought.`,
            ),
          ]
        : [
            reason(
              'lasts',
              `What is there lasts longer than the ${counted(wish.leadDays, 'day')} that an order takes.`,
            ),
          ]),
    ],
  };
}

/**
 * @param stocked a variant
 * @returns whether it lies there though nobody buys it
 */
export function isDead({ days, available }: Pick<Stocked, 'days' | 'available'>): boolean {
  const lately = days.slice(-deadAfter);
  const there = lately.reduce((sum, { open }) => sum + open, 0);
  return available > 0 && there > deadAfter * 0.8 && unitsIn(lately, deadAfter) === 0;
}

function stateOf(
  { available, cover, order }: { available: number; cover: number | null; order: number },
  leadDays: number,
): StockState {
  if (available === 0) return 'out';
  if (order === 0) return 'enough';
  return cover !== null && cover < leadDays ? 'urgent' : 'soon';
}

/**
 * @param one advice
 * @param other another one
 * @returns below 0 when the first one matters more: by state, then by how soon it runs out
 */
export function moreUrgent(one: StockAdvice, other: StockAdvice): number {
  const place = ({ state }: StockAdvice) => stockStates.indexOf(state);
  const lasts = ({ days }: StockAdvice) => days ?? Number.MAX_SAFE_INTEGER;
  return place(one) - place(other) || lasts(one) - lasts(other) || other.sold - one.sold;
}
