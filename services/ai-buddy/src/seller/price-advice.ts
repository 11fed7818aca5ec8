import { Amount, Currency, ProductId, VariantId } from '@credenza/contracts';
import { z } from 'zod';
import type { ProductFacts } from '../knowledge/passage.ts';
import { dayMs, historyDays, historyOf, unitsIn } from './history.ts';
import { isDead } from './inventory.ts';
import { ownProduct } from './own-product.ts';
import { priceReason } from './price-reason.ts';
import { elasticityOf } from './pricing/elasticity.ts';
import { likeForLike } from './pricing/like-for-like.ts';
import { type Market, marketOf } from './pricing/market.ts';
import { suggestPrice } from './pricing/suggest.ts';
import { Reason } from './reason.ts';
import type { SoldRow } from './sale.ts';
import { leftOf } from './stock-advice.ts';
import type { SellerParts } from './stores.ts';
import type { OfferedVariant, Point, Ware } from './ware.ts';

/** By which share a proposed price may differ from the present one. */
const maxChange = 0.25;
/** So many products are compared at most, and so many are shown. */
const [compared, shown] = [40, 10];
/** Since when a sale says that somebody agrees with a price, in days. */
const lately = 90;

const VariantPrice = z.object({
  variantId: VariantId,
  title: z.string(),
  price: Amount,
  proposed: Amount,
  low: Amount,
  high: Amount.meta({ description: 'in eight cases of ten the right price lies between these' }),
  confidence: z.enum(['low', 'medium', 'high']),
  sold: z.int().meta({ description: 'pieces in the last 28 days' }),
  perDay: z.number().meta({ description: 'pieces a day in that time' }),
  elasticity: z.object({ mean: z.number(), deviation: z.number(), prices: z.int() }).optional().meta({
    description: 'by how many per cent sales change when the price rises by one; missing while history is silent',
  }),
  reasons: z.array(Reason),
});

/** What a product should cost, amounts in minor units. */
export const PriceAdvice = z.object({
  productId: ProductId,
  title: z.string(),
  currency: Currency,
  market: z.object({ price: Amount, low: Amount, high: Amount, count: z.int() }).optional().meta({
    description: 'what comparable products cost, made comparable by their attributes: median and middle half',
  }),
  comparables: z.array(z.object({ productId: ProductId, title: z.string(), price: Amount, similarity: z.number() })),
  variants: z.array(VariantPrice),
});
export type PriceAdvice = z.input<typeof PriceAdvice>;

/** What a shop may say about what it pays. */
export interface Costs {
  /** Of one piece, minor units. */
  unitCost?: number | undefined;
}

/**
 * Proposes prices for a product of a shop.
 *
 * @param parts the stores, what is on offer, and the clock
 * @param sellerId the shop, from the caller's own token
 * @param productId the product
 * @param costs what a piece costs the shop, when it says so
 * @returns a price for each variant with its reasons
 * @throws NotFound when the product is another shop's, or not on offer
 */
export async function suggestPricing(
  parts: SellerParts,
  sellerId: string,
  productId: ProductId,
  costs: Costs = {},
): Promise<PriceAdvice> {
  const product = ownProduct(parts.knowledge, sellerId, productId);
  const time = parts.now();
  const [[ware], sold, { market, comparables }] = await Promise.all([
    parts.wares.ofShop(sellerId, productId),
    parts.sales.ofShop(sellerId, new Date(time.getTime() - historyDays * dayMs), productId),
    marketFor(product, parts),
  ]);
  const point = ware?.points.at(-1);
  const priced = ware && point ? point.variants.filter(({ price }) => price > 0) : [];
  return {
    productId,
    title: product.title,
    currency: product.currency,
    ...(market && { market: { price: market.price, low: market.low, high: market.high, count: market.count } }),
    comparables,
    variants: priced.flatMap((variant) =>
      ware && point ? [variantPrice({ product, ware, point, variant, market, sold, time }, costs)] : [],
    ),
  };
}

interface Asked {
  product: ProductFacts;
  ware: Ware;
  point: Point;
  variant: OfferedVariant;
  market: Market | undefined;
  sold: SoldRow[];
  time: Date;
}

function variantPrice(
  { product, ware, point, variant, market, sold, time }: Asked,
  { unitCost }: Costs,
): z.input<typeof VariantPrice> {
  const days = historyOf(variant.variantId, ware, sold, time);
  const elasticity = elasticityOf(days);
  // The market is that of the cheapest variant; what the shop asks more for another one stays in proportion.
  const share = variant.price / Math.max(1, product.priceMin);
  const evidence = {
    current: variant.price,
    compareAt: variant.compareAt,
    unitCost,
    market: market && { ...market, price: Math.round(market.price * share) },
    elasticity,
    dead: isDead({ days, available: leftOf({ point, variant }, sold) }),
    currency: product.currency,
    maxChange,
  };
  const { price: proposed, low, high, confidence, reasons } = suggestPrice(evidence);
  const units = unitsIn(days, 28);
  return {
    variantId: VariantId.parse(variant.variantId),
    title: variant.title,
    price: variant.price,
    proposed,
    low,
    high,
    confidence,
    sold: units,
    perDay: Math.round((units / Math.max(1, Math.min(28, days.length))) * 100) / 100,
    ...(elasticity.fromHistory && {
      elasticity: {
        mean: Math.round(elasticity.mean * 100) / 100,
        deviation: Math.round(elasticity.deviation * 100) / 100,
        prices: elasticity.prices,
      },
    }),
    reasons: reasons.map((code) => priceReason(code, evidence)),
  };
}

async function marketFor(
  product: ProductFacts,
  { knowledge, sales, now }: SellerParts,
): Promise<{ market: Market | undefined; comparables: PriceAdvice['comparables'] }> {
  const near = knowledge
    .like(product.productId, { limit: compared, filter: { category: product.category } })
    .flatMap(({ passage: { product: other }, score }) =>
      other && other.sellerId !== product.sellerId && other.priceMin > 0 ? [{ other, similarity: score }] : [],
    );
  const buyers = await sales.piecesOf(
    near.map(({ other }) => other.productId),
    new Date(now().getTime() - lately * dayMs),
  );
  const prices = likeForLike(
    near.map(({ other: { priceMin, attributes } }) => ({ price: priceMin, attributes })),
    product.attributes,
  );
  return {
    market: marketOf(
      near.map(({ other, similarity }, at) => ({
        price: prices[at] ?? other.priceMin,
        similarity,
        sells: buyers.has(other.productId),
      })),
    ),
    comparables: near.slice(0, shown).map(({ other: { productId, title, priceMin }, similarity }) => ({
      productId,
      title,
      price: priceMin,
      similarity: Math.round(similarity * 100) / 100,
    })),
  };
}
