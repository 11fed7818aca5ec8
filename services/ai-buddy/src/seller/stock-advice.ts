import { setImmediate as pause } from 'node:timers/promises';
import { ProductId, VariantId } from '@credenza/contracts';
import { z } from 'zod';
import { dayMs, historyDays, historyOf } from './history.ts';
import { adviseStock, moreUrgent, type StockAdvice, stockStates } from './inventory.ts';
import { counted, Reason, reason } from './reason.ts';
import type { SoldRow } from './sale.ts';
import type { SellerParts } from './stores.ts';
import type { OfferedVariant, Point, Ware } from './ware.ts';

/** A variant's stock and what to do about it. */
export const StockRow = z.object({
  productId: ProductId,
  variantId: VariantId,
  title: z.string(),
  variantTitle: z.string(),
  state: z.enum(stockStates).meta({ description: '`dead`: nobody buys it; `unknown`: too little was sold so far' }),
  available: z.int().meta({ description: 'pieces: what the catalogue told last, less what was sold since' }),
  sold: z.int().meta({ description: 'pieces in the last 28 days, less canceled and returned ones' }),
  views: z.int().meta({ description: 'how often the product was looked at in the last 28 days' }),
  perDay: z.number().meta({ description: 'pieces a day that will probably be sold' }),
  days: z
    .number()
    .nullable()
    .meta({ description: 'how long the pieces last; null when nothing is expected to be sold' }),
  reorder: z.int().meta({ description: 'pieces to order now; 0 for none' }),
  low: z.int(),
  high: z
    .int()
    .meta({ description: 'in eight cases of ten so many pieces are sold until an order has come and is used up' }),
  reasons: z.array(Reason),
});
export type StockRow = z.input<typeof StockRow>;

/** What the shop wants of its stock, in days. */
export interface StockWish {
  /** How long an order takes to come. */
  leadDays: number;
  /** How long it is to last. */
  coverDays: number;
}

/** What is assumed of shops that say nothing. */
export const usualWish: StockWish = { leadDays: 14, coverDays: 28 };

/** So many forecasts are made before others have their turn. */
const inOneGo = 20;
const rounded = (value: number) => Math.round(value * 100) / 100;

/**
 * Judges the stock of a shop.
 *
 * @param parts the stores and the clock
 * @param sellerId the shop, from the caller's own token
 * @param wish how long orders take and are to last
 * @returns every variant that is on offer, what matters most first
 */
export async function adviseOnStock(
  { wares, sales, views, now }: SellerParts,
  sellerId: string,
  wish: StockWish = usualWish,
): Promise<StockRow[]> {
  const time = now();
  const since = new Date(time.getTime() - historyDays * dayMs);
  const [all, sold, looks] = await Promise.all([
    wares.ofShop(sellerId),
    sales.ofShop(sellerId, since),
    views.ofShop(sellerId, new Date(time.getTime() - 28 * dayMs)),
  ]);
  const soldOf = Map.groupBy(sold, ({ productId }) => productId);
  const offered = all.flatMap((ware) => {
    const point = ware.points.at(-1);
    return point?.open ? point.variants.map((variant) => ({ ware, point, variant })) : [];
  });
  const rows: { advice: StockAdvice; row: StockRow }[] = [];
  for (const [at, one] of offered.entries()) {
    if (at % inOneGo === inOneGo - 1) await pause();
    const { productId } = one.ware;
    const mine = soldOf.get(productId) ?? [];
    const available = leftOf(one, mine);
    const days = historyOf(one.variant.variantId, one.ware, mine, time);
    const advice = adviseStock({ days, available, price: one.variant.price }, wish);
    rows.push({ advice, row: rowOf(one, { advice, available, views: looks.get(productId) ?? 0 }) });
  }
  return rows.sort((a, b) => moreUrgent(a.advice, b.advice)).map(({ row }) => row);
}

/**
 * @param of a variant as the catalogue told it last
 * @param sold what of the product was sold
 * @returns how many pieces can be bought now
 */
export function leftOf({ point, variant }: { point: Point; variant: OfferedVariant }, sold: SoldRow[]): number {
  const since = sold.filter(({ variantId, soldAt }) => variantId === variant.variantId && soldAt > point.at);
  return Math.max(0, variant.available - since.reduce((sum, { units }) => sum + units, 0));
}

function rowOf(
  { ware, point, variant }: { ware: Ware; point: Point; variant: OfferedVariant },
  { advice, available, views }: { advice: StockAdvice; available: number; views: number },
): StockRow {
  const seen = advice.state === 'dead' && views > 0;
  const looked = `It was looked at ${counted(views, 'time')} in 28 days: the price or the listing keeps people from buying.`;
  return {
    ...advice,
    productId: ware.productId,
    variantId: variant.variantId,
    title: point.title,
    variantTitle: variant.title,
    available,
    views,
    perDay: rounded(advice.perDay),
    days: advice.days === null ? null : rounded(advice.days),
    reasons: [...advice.reasons, ...(seen ? [reason('looked-at', looked)] : [])],
  };
}
