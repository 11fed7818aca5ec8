import { type Difference, marketplaceCurrency, type Offer, type reserveStock } from '@credenza/contracts';
import type { z } from 'zod';
import { type Levels, levelOf } from './levels.ts';
import { perVariant } from './lines.ts';
import { otherPrices } from './list-price.ts';
import { pricedAt } from './price-schedule.ts';
import type { StoredProduct } from './product-state.ts';

/** The fields of a product that an offer shows. */
export type OfferedProduct = Pick<
  StoredProduct,
  | '_id'
  | 'version'
  | 'sellerId'
  | 'sellerName'
  | 'title'
  | 'status'
  | 'shopClosed'
  | 'category'
  | 'images'
  | 'variants'
  | 'listPrices'
  | 'schedules'
  | 'nextPriceAt'
>;

export type WantedLine = z.output<typeof reserveStock.body>['lines'][number];

/**
 * @param products products
 * @param variantIds which of their variants
 * @param levels the stock of these variants
 * @param at the time: prices are exact to it, though products may not say so yet; and the shops that sell nothing then
 * @returns the variants as they can be bought now; unknown ones are left out
 */
export function offersOf(
  products: OfferedProduct[],
  variantIds: string[],
  levels: Levels,
  { now, closed = new Set() }: { now: Date; closed?: ReadonlySet<string> },
): z.input<typeof Offer>[] {
  const wanted = new Set(variantIds);
  return products.flatMap((product) => {
    const shopOpen = !product.shopClosed && !closed.has(product.sellerId);
    return pricedAt(product, now)
      .variants.filter(({ variantId }) => wanted.has(variantId))
      .map((variant) => {
        const image = variant.image ?? product.images[0]?.src;
        const offered = product.status === 'active' && !variant.hidden;
        return {
          variantId: variant.variantId,
          productId: product._id,
          sellerId: product.sellerId,
          sellerName: product.sellerName,
          title: product.title,
          variantTitle: variant.title,
          ...(variant.sku !== undefined && { sku: variant.sku }),
          ...(image !== undefined && { image }),
          ...(product.category !== undefined && { category: product.category }),
          price: { amount: variant.price, currency: marketplaceCurrency },
          prices: otherPrices(product, variant.variantId),
          available: levelOf(levels, variant.variantId).available,
          forSale: offered && shopOpen,
          ...(offered && !shopOpen && { shopOpen }),
          productVersion: product.version,
        };
      });
  });
}

/**
 * Compares what a buyer saw with what is on offer.
 *
 * @param lines what the order wants at which prices
 * @param offers the live offers
 * @returns every difference; none when the order can be had as it is
 */
export function differences(lines: WantedLine[], offers: z.input<typeof Offer>[]): z.input<typeof Difference>[] {
  const live = new Map(offers.map((offer) => [offer.variantId, offer]));
  const wanted = new Map(perVariant(lines).map(({ variantId, quantity }) => [variantId, quantity]));
  return lines.flatMap(({ variantId, title, unitPrice }, index): z.input<typeof Difference>[] => {
    const offer = live.get(variantId);
    const first = lines.findIndex((line) => line.variantId === variantId) === index;
    if (!offer?.forSale) return first ? [{ kind: 'gone', variantId, title }] : [];
    // A buyer who pays in another currency has seen the price in that one, as long as there is one.
    const { amount, currency } = offer.prices?.find((price) => price.currency === unitPrice.currency) ?? offer.price;
    const quantity = wanted.get(variantId) ?? 0;
    return [
      ...(unitPrice.amount !== amount || unitPrice.currency !== currency
        ? [{ kind: 'price' as const, variantId, title, was: unitPrice.amount, now: amount, currency }]
        : []),
      ...(first && offer.available < quantity
        ? [{ kind: 'stock' as const, variantId, title, wanted: quantity, available: offer.available }]
        : []),
    ];
  });
}
