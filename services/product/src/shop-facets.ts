import { z } from 'zod';

/** A filter that a shop offers among its products. */
export const ShopFacet = z.strictObject({
  kind: z
    .enum(['attribute', 'option'])
    .meta({ description: 'whether products or their variants are told apart by it' }),
  name: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .meta({ description: 'as products spell it', examples: ['Colour'] }),
  title: z.string().trim().min(1).max(60).meta({ description: 'as buyers read it' }),
});
export type ShopFacet = z.output<typeof ShopFacet>;

/** All filters of a shop, in the order in which buyers see them. */
export const ShopFacets = z
  .array(ShopFacet)
  .max(20)
  .refine(
    (facets) => new Set(facets.map(({ kind, name }) => `${kind}:${name}`)).size === facets.length,
    'must not name a filter twice',
  );
