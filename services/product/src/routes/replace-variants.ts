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
    const { product: after } = await setVariants(before, () => body, ctx, { ifVersion });
    const detail = { variants: body.variants.map(({ options, price, stock }) => ({ options, price, stock })) };
    await ctx.audit.record({ act: 'product.repriced', actor: user.id, subject: after._id, outcome: 'done', detail });
    return await ownedPage(after, ctx);
  },
});
