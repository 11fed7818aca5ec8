import { type RawReply, route } from '@credenza/service-kit';
import { z } from 'zod';
import { ProductCard } from '../card-view.ts';
import type { Context } from '../context.ts';

export const suggestProducts = route({
  method: 'get',
  path: '/api/products/suggestions',
  summary: 'Complete what somebody is typing: products and categories, wrong letters forgiven.',
  role: 'public',
  query: z.object({
    q: z.string().trim().min(1).max(100),
    limit: z.coerce.number().int().min(1).max(20).default(6).meta({ description: 'of each kind' }),
  }),
  reply: z.object({ products: z.array(ProductCard), categories: z.array(z.string()) }),
  async handle({ query }, ctx: Context): Promise<RawReply> {
    return await ctx.reads.suggestions(query.q, query.limit);
  },
});
