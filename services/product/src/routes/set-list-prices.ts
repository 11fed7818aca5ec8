import { VariantId } from '@credenza/contracts';
import { type Reply, route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { ListPricesInput, withListPrices } from '../list-price.ts';
import { keepers, ownedPage, ownedVariant, ProductParams } from '../owned.ts';
import { ProductPage } from '../page-view.ts';

export const setListPrices = route({
  method: 'put',
  path: '/api/products/:productId/variants/:variantId/prices',
  summary: "Set all prices of a variant in other currencies than the marketplace's.",
  role: keepers,
  ifMatch: 'optional',
  params: ProductParams.extend({ variantId: VariantId }),
  body: ListPricesInput,
  reply: ProductPage,
  problems: ['conflict'],
  async handle({ params, body, user, ifVersion }, ctx: Context): Promise<Reply<ProductPage>> {
    const { productId, variantId } = params;
    await ownedVariant(user, params, ctx.products);
    const after = await ctx.products.editAudited(
      productId,
      (before) => ({ listPrices: withListPrices(before, variantId, body.prices) }),
      {
        ifVersion,
        audit: ctx.audit,
        entry: { act: 'price.listed', actor: user.id, subject: variantId, detail: { productId, ...body } },
      },
    );
    await ctx.priceLists.ensure(
      after.sellerId,
      body.prices.map(({ currency }) => currency),
    );
    return await ownedPage(after, ctx);
  },
});
