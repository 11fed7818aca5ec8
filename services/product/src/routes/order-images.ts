import { type Reply, route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { inOrder } from '../images.ts';
import { keepers, ownedPage, ownedProduct, ProductParams } from '../owned.ts';
import { ProductPage } from '../page-view.ts';
import { maxImages } from '../product.ts';

export const orderImages = route({
  method: 'put',
  path: '/api/products/:productId/images/order',
  summary: 'Put the pictures of a product in another order; lists show the first one.',
  role: keepers,
  ifMatch: 'optional',
  params: ProductParams,
  body: z.strictObject({
    order: z.array(z.string().max(2_000)).max(maxImages).meta({ description: "each picture's src, once" }),
  }),
  reply: ProductPage,
  problems: ['conflict'],
  async handle({ params: { productId }, body, user, ifVersion }, ctx: Context): Promise<Reply<ProductPage>> {
    await ownedProduct(user, productId, ctx.products);
    const after = await ctx.products.editAudited(productId, (before) => inOrder(before, body.order), {
      ifVersion,
      audit: ctx.audit,
      entry: { act: 'images.ordered', actor: user.id, subject: productId },
    });
    return await ownedPage(after, ctx);
  },
});
