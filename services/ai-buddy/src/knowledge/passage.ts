import { Amount, Currency, ProductId, UserId, VariantId } from '@credenza/contracts';
import { z } from 'zod';

export const Language = z.enum(['en', 'de']);
export type Language = z.infer<typeof Language>;

export const Audience = z.enum(['all', 'buyer', 'seller']);
export type Audience = z.infer<typeof Audience>;

export const Source = z.enum(['product', 'article', 'reviews']);
export type Source = z.infer<typeof Source>;

/** What a product's passage knows beside its words; amounts in minor units. */
export const ProductFacts = z.object({
  productId: ProductId,
  version: z.int(),
  sellerId: UserId,
  sellerName: z.string(),
  title: z.string(),
  category: z.string().optional(),
  tags: z.array(z.string()),
  attributes: z.record(z.string(), z.string()),
  currency: Currency,
  priceMin: Amount,
  priceMax: Amount,
  inStock: z.boolean(),
  rating: z.object({ average: z.number(), count: z.int() }).optional(),
  image: z.string().optional(),
  variants: z.array(z.object({ variantId: VariantId, title: z.string(), price: Amount, available: z.int() })),
});
export type ProductFacts = z.infer<typeof ProductFacts>;

/** A piece of text that an answer may rest on. */
export const Passage = z.object({
  id: z.string(),
  source: Source,
  /** The product's id, or the article's name. */
  ref: z.string(),
  title: z.string(),
  text: z.string(),
  language: Language,
  audience: Audience,
  product: ProductFacts.optional(),
  /** Other words in which people ask for it. */
  asked: z.string().optional(),
});
export type Passage = z.infer<typeof Passage>;

/** A passage that fits a question. */
export interface Found {
  passage: Passage;
  /** Higher fits better; comparable within one search only. */
  score: number;
}

/** What a passage must be like to be found; amounts in minor units. */
export interface Filter {
  source?: readonly Source[] | undefined;
  /** A category, or one above it. */
  category?: string | undefined;
  priceMin?: number | undefined;
  priceMax?: number | undefined;
  inStock?: true | undefined;
  sellerId?: UserId | undefined;
}

/**
 * @param passage a passage
 * @param audience who asks: what is meant for shops alone is not for buyers
 * @param filter what else it must be like; prices, stock, category and shop only products have
 * @returns whether it may be found
 */
export function fits(passage: Passage, audience: Audience, filter: Filter): boolean {
  if (passage.audience === 'seller' && audience !== 'seller') return false;
  if (filter.source && !filter.source.includes(passage.source)) return false;
  const { product } = passage;
  const about = filter.category ?? filter.priceMin ?? filter.priceMax ?? filter.inStock ?? filter.sellerId;
  if (about === undefined) return true;
  if (!product) return false;
  if (filter.sellerId !== undefined && product.sellerId !== filter.sellerId) return false;
  if (filter.inStock && !product.inStock) return false;
  if (filter.priceMax !== undefined && product.priceMin > filter.priceMax) return false;
  if (filter.priceMin !== undefined && product.priceMax < filter.priceMin) return false;
  const { category } = filter;
  return category === undefined || product.category === category || (product.category ?? '').startsWith(`${category}/`);
}

/**
 * @param passage a passage
 * @returns everything about it that can be looked for, the title first
 */
export function searchable({ title, text, product, asked = '' }: Passage): {
  title: string;
  facets: string;
  text: string;
} {
  const words = product
    ? [product.category ?? '', ...product.tags, ...Object.values(product.attributes), product.sellerName]
    : [asked];
  return { title, facets: words.join(' '), text };
}
