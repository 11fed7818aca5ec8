import { route } from '@credenza/service-kit';
import { z } from 'zod';
import { changeShop } from '../change-shop.ts';
import type { Context } from '../context.ts';
import { DocumentId, documentOf, fileOf } from '../document.ts';
import { ownShop } from '../membership.ts';
import { removeDocument as remove } from '../shop-documents.ts';

export const removeDocument = route({
  method: 'delete',
  path: '/api/auth/shop/documents/:documentId',
  summary: 'Take a document of your shop back; only for owners.',
  role: 'seller',
  params: z.object({ documentId: DocumentId }),
  async handle({ user, params: { documentId } }, ctx: Context) {
    const { shop } = await ownShop(user, ctx, 'owner');
    const { kind } = documentOf(shop, documentId);
    const about = { act: 'document.removed', actor: user.id, detail: { documentId, kind } };
    await changeShop(shop._id, (now) => remove(now, user.id, documentId), about, ctx);
    await ctx.blobs.remove(fileOf(shop, documentId));
  },
});
