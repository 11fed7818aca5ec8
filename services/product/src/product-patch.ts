import { Amount } from '@credenza/contracts';
import { z } from 'zod';
import {
  checkCombinations,
  detailFields,
  maxVariants,
  tooManyVariants,
  usualThreshold,
  VariantInput,
  variantFields,
} from './product.ts';
import type { Revision } from './product-change.ts';

const { handle, category, vendor, seo } = detailFields;

/** What may be changed of a product; null takes a field away. */
export const ProductPatch = z
  .strictObject({
    ...detailFields,
    handle,
    category: category.nullable(),
    vendor: vendor.nullable(),
    seo: seo.nullable(),
  })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'must change something');
export type ProductPatch = z.output<typeof ProductPatch>;

/** What may be changed of a variant by itself; null takes a field away. */
export const VariantPatch = z
  .strictObject({
    sku: VariantInput.shape.sku.nullable(),
    barcode: VariantInput.shape.barcode.nullable(),
    price: Amount,
    compareAtPrice: Amount.nullable(),
    weightGrams: VariantInput.shape.weightGrams.nullable(),
    image: VariantInput.shape.image.nullable(),
  })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'must change something');
export type VariantPatch = z.output<typeof VariantPatch>;

/** A count that is not sent is not made: what has been sold since the seller looked stays sold. */
const WantedVariant = VariantInput.extend({
  stock: VariantInput.shape.stock.optional().meta({
    description:
      'pieces on hand, those held for unpaid orders included; missing: as many as there are, none of a new variant',
  }),
  lowStockThreshold: VariantInput.shape.lowStockThreshold
    .unwrap()
    .optional()
    .meta({
      description: `missing: as it is, ${usualThreshold} for a new variant`,
    }),
});

/** All variants anew. */
export const VariantsInput = z
  .strictObject({ ...variantFields, variants: z.array(WantedVariant).min(1).max(maxVariants, tooManyVariants) })
  .check(checkCombinations);

/** Either how many pieces there are, or how many more (fewer when negative). */
export const StockChange = z.union([
  z
    .strictObject({ onHand: z.int().min(0).max(1_000_000) })
    .meta({ description: 'counted: pieces on hand, those held included' }),
  z
    .strictObject({ add: z.int().min(-1_000_000).max(1_000_000) })
    .meta({ description: 'delivered, or taken away when negative' }),
  z.strictObject({ lowStockThreshold: z.int().min(0).max(1_000_000) }),
]);
export type StockChange = z.output<typeof StockChange>;

/**
 * @param patch a checked patch of a product
 * @returns the fields as the rules take them: undefined for one that goes away
 */
export function revisionOf(patch: ProductPatch): Revision {
  return Object.fromEntries(Object.entries(patch).map(([field, value]) => [field, value ?? undefined]));
}

/**
 * @param patch a checked patch of a variant
 * @returns the same for a variant
 */
export function variantFieldsOf(patch: VariantPatch): {
  [Field in keyof VariantPatch]: NonNullable<VariantPatch[Field]>;
} {
  return Object.fromEntries(Object.entries(patch).map(([field, value]) => [field, value ?? undefined]));
}
