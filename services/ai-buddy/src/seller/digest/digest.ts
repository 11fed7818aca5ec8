import type { digestPrepared } from '@credenza/contracts';
import type { z } from 'zod';
import { dayMs } from '../history.ts';
import type { SoldRow } from '../sale.ts';
import type { StockRow } from '../stock-advice.ts';

export type Digest = z.input<typeof digestPrepared.schema>;

/** A week, Monday to Sunday in UTC. */
export interface Week {
  from: Date;
  until: Date;
}

/** So many variants are named; the page shows all. */
const mostNamed = 5;

/**
 * @param now a time
 * @returns the last whole week before it
 */
export function lastWeek(now: Date): Week {
  const today = Math.floor(now.getTime() / dayMs);
  // Day 0 was a Thursday.
  const monday = today - ((today + 3) % 7);
  return { from: new Date((monday - 7) * dayMs), until: new Date(monday * dayMs) };
}

/**
 * Sums up a week of a shop.
 *
 * @param sellerId the shop
 * @param week which week
 * @param known what it has sold in this week and the one before, and how its stock is
 * @returns the digest; undefined when there is nothing to say
 */
export function digestOf(
  sellerId: string,
  week: Week,
  { sold, stock }: { sold: SoldRow[]; stock: StockRow[] },
): Digest | undefined {
  const within = sold.filter(({ soldAt }) => soldAt >= week.from && soldAt < week.until);
  const before = sold.filter(({ soldAt }) => soldAt < week.from);
  const short = stock.filter(({ state, reorder }) => (state === 'out' || state === 'urgent') && reorder > 0);
  const dead = stock.filter(({ state }) => state === 'dead').length;
  if (within.length === 0 && before.length === 0 && short.length === 0) return undefined;
  return {
    sellerId,
    from: week.from.toISOString(),
    until: week.until.toISOString(),
    units: unitsOf(within),
    unitsBefore: unitsOf(before),
    sales: salesOf(within),
    runningOut: short.slice(0, mostNamed).map(({ productId, variantId, title, variantTitle, available, reorder }) => ({
      productId,
      variantId,
      title,
      variantTitle,
      available,
      reorder,
    })),
    runningOutCount: short.length,
    dead,
  };
}

function unitsOf(rows: SoldRow[]): number {
  return rows.reduce((sum, { units }) => sum + units, 0);
}

function salesOf(rows: SoldRow[]): Digest['sales'] {
  return [...Map.groupBy(rows, ({ currency }) => currency)].map(([currency, group]) => ({
    amount: group.reduce((sum, { revenue }) => sum + revenue, 0),
    currency,
  }));
}
