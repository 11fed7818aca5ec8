import { type Reply, route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { actingSeller, ownedPage } from '../owned.ts';
import { ProductPage } from '../page-view.ts';
import { ProductInput } from '../product.ts';

export const createProduct = route({
  method: 'post',
  path: '/api/products',
  summary: 'Put a product into your range.',
  role: 'seller',
  idempotency: 'optional',
  status: 201,
  body: ProductInput,
  reply: ProductPage,
  problems: ['conflict'],
  async handle({ body, user }, ctx: Context): Promise<Reply<ProductPage>> {
    return await ownedPage(await ctx.products.create(await actingSeller(user, ctx.shops), body), ctx);
  },
});
