import { buffer } from 'node:stream/consumers';
import { ImageId, newId } from '@credenza/contracts';
import { bytesOf, Refusal, type Reply, route, uploadedType, upTo } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { mustHaveRoom, withPicture } from '../images.ts';
import { keepers, ownedPage, ownedProduct, ProductParams } from '../owned.ts';
import { ProductPage } from '../page-view.ts';
import { dropPicture, keepPicture } from '../pictures.ts';
import { ImageAlt, maxImages } from '../product.ts';
import { pictureTypes, renderPicture } from '../render-picture.ts';

const largest = { bytes: 10 * 1_048_576, noun: 'picture' };

export const uploadImage = route({
  method: 'post',
  path: '/api/products/:productId/images',
  summary:
    'Upload a picture of a product: a still JPEG, PNG or WebP of up to 10 MB. It is kept upright in three sizes, without its metadata; the same picture again changes nothing.',
  role: keepers,
  bodyKind: 'stream',
  consumes: pictureTypes,
  status: 201,
  ifMatch: 'optional',
  params: ProductParams,
  query: z.object({
    alt: ImageAlt.meta({ description: 'what it shows, in words' }),
    position: z.coerce
      .number()
      .pipe(
        z
          .int()
          .min(0)
          .max(maxImages - 1),
      )
      .optional()
      .meta({ description: 'before which of the present ones, counted from 0; default: behind them' }),
  }),
  reply: ProductPage,
  limit: { points: 300, seconds: 3_600 },
  problems: ['conflict'],
  async handle({ params: { productId }, query, user, ifVersion, request }, ctx: Context): Promise<Reply<ProductPage>> {
    mustHaveRoom(await ownedProduct(user, productId, ctx.products)); // asked again when it is written
    const type = uploadedType(request, largest);
    const { digest, files } = await renderPicture(await buffer(upTo(bytesOf(request), largest)), type);
    const picture = { productId, imageId: newId(ImageId), digest };
    await keepPicture(picture, files, ctx);
    try {
      const after = await ctx.products.editAudited(productId, (before) => withPicture(before, picture, query), {
        ifVersion,
        audit: ctx.audit,
        entry: { act: 'image.added', actor: user.id, subject: productId, detail: { imageId: picture.imageId } },
      });
      const added = after.uploads?.includes(picture.imageId) ?? false;
      if (!added) await dropPicture(picture, ctx);
      return await ownedPage(after, ctx, added ? 201 : 200);
    } catch (error) {
      // Only a refusal says for sure that no product shows it; what any other failure leaves, the job finds.
      if (error instanceof Refusal && error.type !== 'unavailable') await dropPicture(picture, ctx);
      throw error;
    }
  },
});
