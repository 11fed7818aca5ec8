import { type Reply, route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { keepers, ownedPage, ownedProduct, ProductParams } from '../owned.ts';
import { ProductPage } from '../page-view.ts';
import { ProductPatch, revisionOf } from '../product-patch.ts';

export const updateProduct = route({
  method: 'patch',
  path: '/api/products/:productId',
  summary: 'Change what is said about a product, put it on offer or archive it; null takes a field away.',
  role: keepers,
  ifMatch: 'optional',
  params: ProductParams,
  body: ProductPatch,
  reply: ProductPage,
  problems: ['conflict'],
  async handle({ params, body, user, ifVersion }, ctx: Context): Promise<Reply<ProductPage>> {
    const before = await ownedProduct(user, params.productId, ctx.products);
    const change = () => ctx.products.edit(params.productId, revisionOf(body), { ifVersion });
    const detail = { from: before.version, fields: Object.keys(body) };
    const entry = { act: 'product.changed', actor: user.id, subject: before._id, detail };
    return await ownedPage(user.role === 'admin' ? await ctx.audit.before(entry, change) : await change(), ctx);
  },
});
