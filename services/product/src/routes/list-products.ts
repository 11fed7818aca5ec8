import { pageOf } from '@credenza/contracts';
import { type RawReply, route } from '@credenza/service-kit';
import { z } from 'zod';
import { ProductCard } from '../card-view.ts';
import type { Context } from '../context.ts';
import { Facets } from '../facets.ts';
import { ListQuery } from '../list-query.ts';

export const listProducts = route({
  method: 'get',
  path: '/api/products',
  summary: 'Products on offer: search, filter, sort, page, and count what a result could be narrowed by.',
  role: 'public',
  query: ListQuery,
  reply: pageOf(ProductCard).extend({ total: z.int().optional(), facets: Facets.optional() }),
  async handle({ query }, ctx: Context): Promise<RawReply> {
    return await ctx.reads.list(query);
  },
});
