import { Reply, route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { DocumentKind, DocumentName } from '../document.ts';
import { fileTypes } from '../file-type.ts';
import { keepDocument } from '../keep-document.ts';
import { ownShop } from '../membership.ts';
import { DocumentView, documentView } from '../shop-view.ts';

export const addDocument = route({
  method: 'post',
  path: '/api/auth/shop/documents',
  summary: 'Upload a document of your shop, a PDF, JPEG or PNG of up to 10 MB; only owners and admins ever see it.',
  role: 'seller',
  bodyKind: 'stream',
  consumes: fileTypes,
  status: 201,
  query: z.object({ kind: DocumentKind, name: DocumentName }),
  reply: DocumentView,
  limit: { points: 60, seconds: 3_600 },
  problems: ['conflict'],
  async handle({ user, query, request }, ctx: Context) {
    const { shop } = await ownShop(user, ctx, 'owner');
    const document = await keepDocument(shop, { actor: user.id, ...query, request }, ctx);
    const { documentId, kind, size } = document;
    const detail = { documentId, kind, size };
    await ctx.audit.record({ act: 'document.added', actor: user.id, subject: shop._id, outcome: 'done', detail });
    return new Reply(documentView(document), { status: 201 });
  },
});
