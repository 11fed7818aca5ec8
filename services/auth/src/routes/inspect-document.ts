import { type RawReply, route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { DocumentId, documentOf } from '../document.ts';
import { documentReply } from '../document-reply.ts';
import { ShopParams } from '../shop-view.ts';
import { signedIn } from '../signed-in.ts';

export const inspectDocument = route({
  method: 'get',
  path: '/api/auth/shops/:sellerId/documents/:documentId',
  summary: "A shop's document; reading it is written to the audit log.",
  role: 'admin',
  params: ShopParams.extend({ documentId: DocumentId }),
  produces: 'application/octet-stream',
  async handle({ user, params: { sellerId, documentId } }, ctx: Context): Promise<RawReply> {
    await signedIn(user, ctx);
    const shop = await ctx.shops.get(sellerId);
    const detail = { documentId, kind: documentOf(shop, documentId).kind };
    await ctx.audit.record({ act: 'document.read', actor: user.id, subject: sellerId, outcome: 'done', detail });
    return await documentReply(shop, documentId, ctx);
  },
});
