import type { Day } from './forecast/day.ts';
import type { SoldRow } from './sale.ts';
import type { Ware } from './ware.ts';

/** A day in ms. */
export const dayMs = 86_400_000;
/** How far back a history goes, in days. */
export const historyDays = 364;

/** How a variant was offered from a time on. */
interface Stretch {
  from: number;
  /** Whether somebody could have bought it. */
  open: boolean;
  /** Minor units. */
  price: number;
}

/**
 * Makes the history of a variant: what was sold on each day, for how much of it there was something to buy, and at which price. Days are
 * those of UTC, the last one is today as far as it has come.
 *
 * @param variantId the variant
 * @param ware how its product was offered
 * @param sold what of it was sold
 * @param now the end of the history
 * @returns day by day, the oldest first; none before it was first offered or sold
 */
export function historyOf(variantId: string, ware: Ware, sold: readonly SoldRow[], now: Date): Day[] {
  const stretches = stretchesOf(variantId, ware);
  const mine = sold.filter((one) => one.variantId === variantId);
  const times = [...stretches.map(({ from }) => from), ...mine.map(({ soldAt }) => soldAt.getTime())];
  if (times.length === 0) return [];
  const today = Math.floor(now.getTime() / dayMs);
  const born = Math.min(...times);
  const first = Math.max(today - historyDays + 1, Math.floor(born / dayMs));
  const byDay = Map.groupBy(mine, ({ soldAt }) => Math.floor(soldAt.getTime() / dayMs));
  return Array.from({ length: Math.max(0, today - first + 1) }, (_, at) => {
    const day = first + at;
    const rows = byDay.get(day) ?? [];
    const span = { from: Math.max(born, day * dayMs), until: Math.min(now.getTime(), (day + 1) * dayMs) };
    const { open, price } = offered(stretches, span);
    const units = rows.reduce((sum, one) => sum + one.units, 0);
    // A sale proves that it could be bought, whatever the events say that have come so far.
    const known = units > 0 && open === 0 ? 1 : open;
    return { units, open: known, price: price ?? rows[0]?.price };
  });
}

/** In the order of time; an event's time and the version of what it tells seldom disagree, and then the version is right. */
function stretchesOf(variantId: string, { points }: Ware): Stretch[] {
  let latest = Number.NEGATIVE_INFINITY;
  return points.flatMap((point) => {
    const variant = point.variants.find((one) => one.variantId === variantId);
    latest = Math.max(latest, point.at.getTime());
    // A variant that has been taken out is not offered from then on.
    return [{ from: latest, open: point.open && (variant?.available ?? 0) > 0, price: variant?.price ?? 0 }];
  });
}

/** The price that most of the day had; what came before anything is known of is taken for open. */
function offered(
  stretches: readonly Stretch[],
  { from, until }: { from: number; until: number },
): { open: number; price: number | undefined } {
  const prices = new Map<number, number>();
  let open = Math.max(0, Math.min(until, stretches[0]?.from ?? until) - from);
  for (const [at, one] of stretches.entries()) {
    const length = Math.min(until, stretches[at + 1]?.from ?? until) - Math.max(from, one.from);
    if (length <= 0) continue;
    if (one.open) open += length;
    if (one.price > 0) prices.set(one.price, (prices.get(one.price) ?? 0) + length);
  }
  const [price] = [...prices].sort(([, a], [, b]) => b - a)[0] ?? [];
  return { open: Math.min(1, open / dayMs), price };
}

/**
 * @param days a history
 * @param count how many days, the last ones
 * @returns pieces that were sold on them
 */
export function unitsIn(days: readonly Day[], count: number): number {
  return days.slice(-count).reduce((sum, { units }) => sum + units, 0);
}
