import { type RawReply, route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { DocumentId } from '../document.ts';
import { documentReply } from '../document-reply.ts';
import { ownShop } from '../membership.ts';

export const getDocument = route({
  method: 'get',
  path: '/api/auth/shop/documents/:documentId',
  summary: 'A document of your shop; only for owners.',
  role: 'seller',
  params: z.object({ documentId: DocumentId }),
  produces: 'application/octet-stream',
  async handle({ user, params }, ctx: Context): Promise<RawReply> {
    const { shop } = await ownShop(user, ctx, 'owner');
    return await documentReply(shop, params.documentId, ctx);
  },
});
