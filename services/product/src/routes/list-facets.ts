import { route, sellerOf } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { ShopFacets } from '../shop-facets.ts';

export const listFacets = route({
  method: 'get',
  path: '/api/products/facets',
  summary: 'The filters that your shop offers among its products; none means all.',
  role: 'seller',
  reply: z.object({ facets: ShopFacets }),
  async handle({ user }, ctx: Context) {
    return { facets: (await ctx.shopFacets.of(sellerOf(user))) ?? [] };
  },
});
