import type { ProductId, productUpdated, VariantId } from '@credenza/contracts';
import type { EventFor } from './message.ts';

/** What a watcher cares for of a variant. */
export interface WatchedVariant {
  variantId: VariantId;
  title: string;
  /** What it cost when it was last for sale, in minor units of the currency. */
  price: number;
  currency: string;
  forSale: boolean;
  available: number;
}

/** A product as its newest event tells it; no variants when it was deleted. */
export interface WatchedProduct {
  productId: ProductId;
  version: number;
  title: string;
  handle: string;
  variants: WatchedVariant[];
}

/** Something that watchers wait for. */
export type Change = { what: 'price'; from: number; to: number; currency: string } | { what: 'stock' };

/** A change that watchers are being told of. */
export interface Alert {
  /** Names the change: once per product's version and variant. */
  id: string;
  version: number;
  variantId: VariantId;
  /** The product with its variant, in words. */
  name: string;
  handle: string;
  at: Date;
  change: Change;
}

/**
 * @param event a product's event
 * @param before what was known of the product
 * @returns what is known now; a price that nobody can buy at is left as it was
 */
export function watchedProduct(event: EventFor<typeof productUpdated>, before?: WatchedProduct): WatchedProduct {
  const { productId, status, shopOpen, title, handle, variants } = event.data;
  const forSale = status === 'active' && shopOpen !== false;
  const known = new Map(before?.variants.map((variant) => [variant.variantId, variant]));
  return {
    productId,
    version: event.aggregateversion,
    title,
    handle,
    variants:
      status === 'deleted'
        ? []
        : variants.map(({ variantId, title: variant, price, available }) => {
            const last = forSale ? undefined : known.get(variantId);
            const { amount, currency } = last ? { amount: last.price, currency: last.currency } : price;
            return { variantId, title: variant, price: amount, currency, forSale, available };
          }),
  };
}

const canBeBought = ({ forSale, available }: WatchedVariant) => forSale && available > 0;

/**
 * Finds what watchers wait for between two versions of a product, whatever was in between.
 *
 * @param before the older one
 * @param after the newer one
 * @param at when the newer one came about
 * @returns an alert for each variant that has become cheaper or can be bought again
 */
export function alertsBetween(before: WatchedProduct, after: WatchedProduct, at: Date): Alert[] {
  const known = new Map(before.variants.map((variant) => [variant.variantId, variant]));
  return after.variants.flatMap((now) => {
    const was = known.get(now.variantId);
    if (!was) return [];
    const { variantId, price: to, currency } = now;
    const changes: Change[] = [
      ...(now.forSale && currency === was.currency && to < was.price
        ? [{ what: 'price' as const, from: was.price, to, currency }]
        : []),
      ...(canBeBought(now) && !canBeBought(was) ? [{ what: 'stock' as const }] : []),
    ];
    return changes.map((change) => ({
      id: `${after.productId}/${after.version}/${variantId}/${change.what}`,
      version: after.version,
      variantId,
      name: nameOf(after.title, now.title),
      handle: after.handle,
      at,
      change,
    }));
  });
}

function nameOf(title: string, variant: string): string {
  // A product without options has one variant that the Shopify format calls so.
  return variant === '' || variant === 'Default Title' ? title : `${title}, ${variant}`;
}
