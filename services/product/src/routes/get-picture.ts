import { NotFound, RawReply, route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { PictureParams } from '../picture-sizes.ts';

export const getPicture = route({
  method: 'get',
  path: '/media/uploads/:productId/:file',
  summary: 'A picture that a shop has uploaded. What is at an address never changes.',
  role: 'public',
  params: PictureParams,
  produces: 'image/webp',
  async handle({ params: { productId, file } }, ctx: Context): Promise<RawReply> {
    const content = await ctx.blobs.get(`${productId}/${file}`);
    if (!content) throw new NotFound('picture');
    return new RawReply(content, {
      'content-type': 'image/webp',
      'cache-control': 'public, max-age=31536000, immutable',
      etag: `"${file.slice(0, -'.webp'.length)}"`,
      // Pictures are public; mails and other shops' pages may show them.
      'cross-origin-resource-policy': 'cross-origin',
    });
  },
});
