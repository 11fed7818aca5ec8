import { VariantId } from '@credenza/contracts';
import { type Reply, route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { keepers, ownedPage, ownedProduct, ProductParams } from '../owned.ts';
import { ProductPage } from '../page-view.ts';
import { VariantPatch, variantFieldsOf } from '../product-patch.ts';

export const updateVariant = route({
  method: 'patch',
  path: '/api/products/:productId/variants/:variantId',
  summary: "Change a variant's price, SKU, barcode, weight or picture; null takes a field away.",
  role: keepers,
  ifMatch: 'optional',
  params: ProductParams.extend({ variantId: VariantId }),
  body: VariantPatch,
  reply: ProductPage,
  problems: ['conflict'],
  async handle({ params, body, user, ifVersion }, ctx: Context): Promise<Reply<ProductPage>> {
    const { productId, variantId } = params;
    await ownedProduct(user, productId, ctx.products);
    const change = () => ctx.products.editVariant(productId, variantId, variantFieldsOf(body), { ifVersion });
    const repriced = body.price !== undefined || body.compareAtPrice !== undefined;
    const entry = { act: 'product.repriced', actor: user.id, subject: variantId, detail: { productId, ...body } };
    return await ownedPage(repriced ? await ctx.audit.before(entry, change) : await change(), ctx);
  },
});
