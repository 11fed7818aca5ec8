import { formatAmount, ProductId, VariantId } from '@credenza/contracts';
import { z } from 'zod';
import { clean } from '../answer/clean.ts';
import { tame } from '../answer/tame.ts';
import type { ProductFacts } from '../knowledge/passage.ts';

/** A product as tools show it: facts from its shop, harmless words. */
export const ProductView = z.object({
  productId: ProductId,
  title: z.string(),
  shop: z.string(),
  category: z.string().optional(),
  attributes: z.record(z.string(), z.string()),
  price: z.string().meta({ description: 'the lowest now, such as 258.00 EUR' }),
  inStock: z.boolean(),
  rating: z.object({ average: z.number(), count: z.int() }).optional(),
  variants: z.array(z.object({ variantId: VariantId, title: z.string(), price: z.string(), available: z.int() })),
  excerpt: z.string(),
});
export type ProductView = z.infer<typeof ProductView>;

/**
 * @param facts what is known about a product now
 * @param excerpt a piece of its description
 * @returns what tools show of it
 */
export function productView(facts: ProductFacts, excerpt = ''): ProductView {
  const price = (amount: number) => `${formatAmount(amount, facts.currency)} ${facts.currency}`;
  return {
    productId: facts.productId,
    title: clean(facts.title),
    shop: clean(facts.sellerName),
    category: facts.category === undefined ? undefined : clean(facts.category),
    attributes: Object.fromEntries(
      Object.entries(facts.attributes).map(([name, value]) => [clean(name), clean(value)]),
    ),
    price: price(facts.priceMin),
    inStock: facts.inStock,
    rating: facts.rating,
    variants: facts.variants.slice(0, 20).map(({ variantId, title, price: amount, available }) => ({
      variantId,
      title: clean(title),
      price: price(amount),
      available,
    })),
    excerpt: tame(excerpt).slice(0, 400),
  };
}
