import type { VariantId } from '@credenza/contracts';

/** A variant as it is stored: all but its stock. */
export interface Variant {
  variantId: VariantId;
  title: string;
  options: string[];
  sku?: string | undefined;
  barcode?: string | undefined;
  price: number;
  compareAtPrice?: number | undefined;
  weightGrams?: number | undefined;
  image?: string | undefined;
  /** Taken out of the range while an order still holds pieces of it. */
  hidden?: true | undefined;
}

/**
 * @param product a product
 * @returns the variants that are on offer
 */
export function onOffer(product: { variants: Variant[] }): Variant[] {
  return product.variants.filter(({ hidden }) => !hidden);
}
