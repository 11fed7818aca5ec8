import { NotFound, RawReply } from '@credenza/service-kit';
import type { Context } from './context.ts';
import { type DocumentId, documentOf, type Filed, fileOf } from './document.ts';

/**
 * @param shop a shop
 * @param documentId one of its documents
 * @param ctx where its file is
 * @returns the file, to be saved and never shown by the browser as a page of ours
 * @throws NotFound when there is none
 */
export async function documentReply(shop: Filed, documentId: DocumentId, ctx: Context): Promise<RawReply> {
  const { name, type, size } = documentOf(shop, documentId);
  const content = await ctx.blobs.get(fileOf(shop, documentId));
  if (!content) throw new NotFound('file');
  return new RawReply(content, {
    'content-type': type,
    'content-length': String(size),
    'content-disposition': `attachment; filename*=UTF-8''${escaped(name)}`,
    'cache-control': 'private, no-store',
  });
}

/** As RFC 8187 wants it: these four have a meaning there that they do not have in addresses. */
function escaped(name: string): string {
  return encodeURIComponent(name).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
