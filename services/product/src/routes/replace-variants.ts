import { type Reply, route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { keepers, ownedPage, ownedProduct, ProductParams } from '../owned.ts';
import { ProductPage } from '../page-view.ts';
import { VariantsInput } from '../product-patch.ts';
import { setVariants } from '../set-variants.ts';

export const replaceVariants = route({
  method: 'put',
  path: '/api/products/:productId/variants',
  summary:
    'Set all options, variants and prices; a variant whose combination of options stays keeps its id, and its stock unless you set it.',
  role: keepers,
  ifMatch: 'optional',
  params: ProductParams,
  body: VariantsInput,
  reply: ProductPage,
  problems: ['conflict'],
  async handle({ params, body, user, ifVersion }, ctx: Context): Promise<Reply<ProductPage>> {
    const before = await ownedProduct(user, params.productId, ctx.products);
    const detail = { variants: body.variants.map(({ options, price, stock }) => ({ options, price, stock })) };
    const { product: after } = await ctx.audit.before(
      { act: 'product.repriced', actor: user.id, subject: before._id, detail },
      () => setVariants(before, () => body, ctx, { ifVersion }),
    );
    return await ownedPage(after, ctx);
  },
});
