import { Amount, PageQuery, UserId } from '@credenza/contracts';
import { z } from 'zod';
import { KnownCurrency } from './list-price.ts';

/** A parameter that may be given once or several times. */
const several = (item: z.ZodType<string, string>, max: number) =>
  z
    .union([item, z.array(item).min(1).max(max)])
    .transform((value) => [...new Set(typeof value === 'string' ? [value] : value)].sort());

const amount = z.coerce.number().pipe(Amount);

export const Sort = z.enum(['newest', 'price-asc', 'price-desc', 'title', 'rating', 'relevance']);

/** What a public list may be asked; unknown parameters are refused. */
export const ListQuery = PageQuery.extend({
  q: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'full-text search in title, tags and description' }),
  category: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .optional()
    .meta({ description: 'with everything below it', examples: ['Home / Lamps'] }),
  sellerId: UserId.optional(),
  priceMin: amount.optional().meta({ description: 'minor units' }),
  priceMax: amount.optional().meta({ description: 'minor units' }),
  currency: KnownCurrency.optional().meta({
    description:
      "show prices in it where a shop gives them, others say their own; filters, order and facets go by the marketplace's currency",
  }),
  ratingMin: z.coerce.number().pipe(z.number().min(1).max(5)).optional().meta({ description: 'stars on average' }),
  inStock: z.enum(['true', 'false']).optional(),
  tag: several(z.string().min(1).max(60), 10)
    .optional()
    .meta({ description: 'repeat it: products that have all of them' }),
  attribute: several(
    z
      .string()
      .min(3)
      .max(261)
      .regex(/^[^:]+:.+$/, 'must be name:value'),
    10,
  )
    .optional()
    .meta({ description: 'name:value; repeat it: values of one name are alternatives', examples: ['color:red'] }),
  option: several(
    z
      .string()
      .min(3)
      .max(161)
      .regex(/^[^:]+:.+$/, 'must be name:value'),
    10,
  )
    .optional()
    .meta({ description: 'what variants are told apart by, like attribute', examples: ['Size:XL'] }),
  sort: Sort.optional().meta({ description: 'default: relevance with q, newest without' }),
  facets: z
    .enum(['true', 'false'])
    .default('false')
    .meta({ description: 'also count what the result could be narrowed by' }),
});
export type ListQuery = z.output<typeof ListQuery>;
