import { Amount, Currency, PictureSizes, ProductId, ProductStatus, UserId } from '@credenza/contracts';
import { z } from 'zod';
import { rangeIn } from './list-price.ts';
import { withSizes } from './picture-sizes.ts';
import type { StoredProduct } from './product-state.ts';
import { CardRating, cardRating } from './rating.ts';

/** A product as lists show it. */
export const ProductCard = z.object({
  productId: ProductId,
  handle: z.string(),
  title: z.string(),
  sellerId: UserId,
  sellerName: z.string(),
  category: z.string().optional(),
  tags: z.array(z.string()),
  image: z.object({ src: z.string(), alt: z.string(), sizes: PictureSizes.optional() }).optional(),
  currency: Currency,
  priceMin: Amount,
  priceMax: Amount,
  compareAtPrice: Amount.optional().meta({ description: 'of the cheapest variant' }),
  rating: CardRating.optional(),
  inStock: z.boolean(),
});
export type ProductCard = z.input<typeof ProductCard>;

/** The seller's own list shows drafts and archived products too, with how many pieces there are. */
export const OwnCard = ProductCard.extend({
  status: ProductStatus,
  version: z.int(),
  variants: z.int(),
  available: z.int(),
  updatedAt: z.iso.datetime(),
  attributeProblems: z
    .array(z.object({ key: z.string(), message: z.string() }))
    .optional()
    .meta({ description: 'what its category asks for and it does not say' }),
});

export type OwnCard = z.input<typeof OwnCard>;

/** The fields of a product that a card needs. */
export const cardFields = {
  handle: 1,
  title: 1,
  sellerId: 1,
  sellerName: 1,
  category: 1,
  tags: 1,
  images: { $slice: 1 },
  priceMin: 1,
  priceMax: 1,
  compareAtMin: 1,
  ranges: 1,
  rating: 1,
  inStock: 1,
} as const;

export type CardSource = Pick<
  StoredProduct,
  | '_id'
  | 'handle'
  | 'title'
  | 'sellerId'
  | 'sellerName'
  | 'category'
  | 'tags'
  | 'images'
  | 'priceMin'
  | 'priceMax'
  | 'compareAtMin'
  | 'ranges'
  | 'rating'
  | 'inStock'
>;

/**
 * @param product the fields of a product that lists read
 * @param asked what its prices would best be in; the card says what they are in
 * @returns its card
 */
export function cardOf(product: CardSource, asked?: Currency): ProductCard {
  const { _id, images, handle, title, sellerId, sellerName, category, tags, inStock } = product;
  const { currency, priceMin, priceMax, compareAtMin } = rangeIn(product, asked);
  return {
    productId: _id,
    handle,
    title,
    sellerId,
    sellerName,
    category,
    tags,
    image: images[0] && withSizes(images[0]),
    currency,
    priceMin,
    priceMax,
    compareAtPrice: compareAtMin,
    rating: cardRating(product.rating),
    inStock,
  };
}
