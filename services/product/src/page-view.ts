import {
  Amount,
  Currency,
  Money,
  PictureSizes,
  ProductId,
  ProductStatus,
  UserId,
  VariantId,
} from '@credenza/contracts';
import { z } from 'zod';
import { type Levels, levelOf } from './levels.ts';
import { priceIn, rangeIn } from './list-price.ts';
import { withSizes } from './picture-sizes.ts';
import type { StoredProduct } from './product-state.ts';
import { Rating } from './rating.ts';
import { onOffer, type Variant } from './variant.ts';

const ScheduledView = z.object({
  from: z.iso.datetime(),
  until: z.iso.datetime().optional(),
  price: Amount,
  compareAtPrice: Amount.optional(),
  regularPrice: Amount.optional().meta({ description: 'while it is in force: the price that returns' }),
});

const VariantView = z.object({
  variantId: VariantId,
  title: z.string(),
  options: z.array(z.string()),
  sku: z.string().optional(),
  barcode: z.string().optional(),
  price: Money,
  compareAtPrice: Money.optional(),
  available: z.int().min(0),
  weightGrams: z.int().optional(),
  image: z.string().optional(),
  onHand: z.int().min(0).optional().meta({ description: 'only for the seller: pieces in the house' }),
  held: z.int().min(0).optional().meta({ description: 'only for the seller: pieces held for unpaid orders' }),
  lowStockThreshold: z.int().min(0).optional().meta({ description: 'only for the seller' }),
  prices: z
    .array(z.object({ currency: Currency, price: Amount, compareAtPrice: Amount.optional() }))
    .optional()
    .meta({ description: 'only for the seller: in other currencies' }),
  schedule: z.array(ScheduledView).optional().meta({ description: 'only for the seller: prices in force or to come' }),
});

/** A product with everything there is to see. */
export const ProductPage = z.object({
  productId: ProductId,
  version: z.int(),
  handle: z.string(),
  status: ProductStatus,
  sellerId: UserId,
  sellerName: z.string(),
  title: z.string(),
  descriptionHtml: z.string(),
  category: z.string().optional(),
  tags: z.array(z.string()),
  attributes: z.record(z.string(), z.string()),
  images: z.array(z.object({ src: z.string(), alt: z.string(), sizes: PictureSizes.optional() })),
  options: z.array(z.object({ name: z.string(), values: z.array(z.string()) })),
  vendor: z.string().optional(),
  seo: z.object({ title: z.string().optional(), description: z.string().optional() }).optional(),
  currency: Currency,
  priceMin: Amount,
  priceMax: Amount,
  rating: Rating.optional(),
  inStock: z.boolean(),
  variants: z.array(VariantView),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type ProductPage = z.input<typeof ProductPage>;

/**
 * @param product a product that is not deleted
 * @param levels its stock
 * @param of whether the one who looks is its seller (or an admin) and sees more; what prices would best be in
 * @returns its page
 */
export function pageOfProduct(
  product: StoredProduct,
  levels: Levels,
  of: { owned: boolean; currency?: Currency | undefined },
): ProductPage {
  const { status } = product;
  if (status === 'deleted') throw new Error('a deleted product has no page');
  const variants = onOffer(product).map((variant) => ({
    ...variantView(variant, levels, of.owned),
    ...priceIn(product, variant, of.currency),
    ...(of.owned && { schedule: scheduleOf(product, variant), prices: listedOf(product, variant) }),
  }));
  const { currency, priceMin, priceMax } = rangeIn(product, of.currency);
  return {
    productId: product._id,
    version: product.version,
    handle: product.handle,
    status,
    sellerId: product.sellerId,
    sellerName: product.sellerName,
    title: product.title,
    descriptionHtml: product.descriptionHtml,
    category: product.category,
    tags: product.tags,
    attributes: product.attributes,
    images: product.images.map(withSizes),
    options: product.options,
    vendor: product.vendor,
    seo: product.seo,
    currency,
    priceMin,
    priceMax,
    rating: product.rating,
    inStock: variants.some(({ available }) => available > 0),
    variants,
    createdAt: product.createdAt.toISOString(),
    updatedAt: product.updatedAt.toISOString(),
  };
}

function variantView(variant: Variant, levels: Levels, owned: boolean) {
  const { price: _price, compareAtPrice: _compare, hidden: _hidden, ...rest } = variant;
  const { available, onHand, lowStockThreshold } = levelOf(levels, variant.variantId);
  return {
    ...rest,
    available,
    ...(owned && { onHand, held: onHand - available, lowStockThreshold }),
  };
}

function scheduleOf(product: StoredProduct, { variantId }: Variant): ProductPage['variants'][number]['schedule'] {
  const own = product.schedules?.filter((one) => one.variantId === variantId) ?? [];
  if (own.length === 0) return undefined;
  return own.map(({ from, until, price, compareAtPrice, regular }) => ({
    from: from.toISOString(),
    until: until?.toISOString(),
    price,
    compareAtPrice,
    regularPrice: regular?.price,
  }));
}

function listedOf(product: StoredProduct, variant: Variant): ProductPage['variants'][number]['prices'] {
  const own = product.listPrices?.filter(({ variantId }) => variantId === variant.variantId) ?? [];
  if (own.length === 0) return undefined;
  return own.map(({ currency, price, compareAtPrice }) => ({ currency, price, compareAtPrice }));
}
