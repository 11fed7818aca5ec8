import { ImageId } from '@credenza/contracts';
import { type Reply, route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { withoutPicture } from '../images.ts';
import { keepers, ownedPage, ownedProduct, ProductParams } from '../owned.ts';
import { ProductPage } from '../page-view.ts';

export const removeImage = route({
  method: 'delete',
  path: '/api/products/:productId/images/:imageId',
  summary: 'Take an uploaded picture out of a product; its files go within two hours, when no product shows them.',
  role: keepers,
  ifMatch: 'optional',
  params: ProductParams.extend({ imageId: ImageId }),
  reply: ProductPage,
  problems: ['conflict'],
  async handle({ params: { productId, imageId }, user, ifVersion }, ctx: Context): Promise<Reply<ProductPage>> {
    await ownedProduct(user, productId, ctx.products);
    const after = await ctx.products.editAudited(productId, (before) => withoutPicture(before, imageId), {
      ifVersion,
      audit: ctx.audit,
      entry: { act: 'image.removed', actor: user.id, subject: productId, detail: { imageId } },
    });
    await ctx.uploads.lookSoon(imageId);
    return await ownedPage(after, ctx);
  },
});
