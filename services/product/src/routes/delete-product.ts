import { route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { keepers, ownedProduct, ProductParams } from '../owned.ts';

export const deleteProduct = route({
  method: 'delete',
  path: '/api/products/:productId',
  summary: 'Delete a product for good; orders that are under way still get their pieces.',
  role: keepers,
  ifMatch: 'optional',
  params: ProductParams,
  problems: ['conflict'],
  async handle({ params, user, ifVersion }, ctx: Context) {
    await ownedProduct(user, params.productId, ctx.products);
    const entry = { act: 'product.deleted', actor: user.id, subject: params.productId };
    await ctx.audit.before(entry, () => ctx.products.remove(params.productId, { ifVersion }));
  },
});
