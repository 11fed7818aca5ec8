import { type RawReply, type Reply, route, type User } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { KnownCurrency } from '../list-price.ts';
import { ownedPage, ProductParams } from '../owned.ts';
import { ProductPage } from '../page-view.ts';

export const getProduct = route({
  method: 'get',
  path: '/api/products/:productId',
  summary: 'A product; drafts and archived ones, and how many pieces are held, only for its seller and admins.',
  role: 'optional',
  params: ProductParams,
  query: z.object({
    currency: KnownCurrency.optional().meta({
      description: 'show prices in it where the shop gives them; others say their own',
    }),
  }),
  reply: ProductPage,
  async handle({ params, query, user }, ctx: Context): Promise<RawReply | Reply<ProductPage>> {
    if (user && (await keeps(user, params.productId, ctx)))
      return await ownedPage(await ctx.products.get(params.productId), ctx);
    const page = await ctx.reads.page(params.productId, query.currency);
    ctx.views.count(params.productId);
    return page;
  },
});

async function keeps(user: User, productId: string, ctx: Context): Promise<boolean> {
  if (user.role !== 'seller') return user.role === 'admin';
  return (await ctx.products.get(productId)).sellerId === user.sellerId;
}
