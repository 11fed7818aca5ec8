import { route, sellerOf } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { ShopFacets } from '../shop-facets.ts';

export const chooseFacets = route({
  method: 'put',
  path: '/api/products/facets',
  summary: 'Choose which filters your shop offers among its products, and in which order; none for all.',
  role: 'seller',
  body: z.strictObject({ facets: ShopFacets }),
  reply: z.object({ facets: ShopFacets }),
  async handle({ body, user }, ctx: Context) {
    await ctx.shopFacets.choose(sellerOf(user), body.facets);
    ctx.reads.forgetLists();
    return body;
  },
});
