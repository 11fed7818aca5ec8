import type { IncomingMessage } from 'node:http';
import { newId, type UserId } from '@credenza/contracts';
import { bytesOf, Refusal, uploadedType } from '@credenza/service-kit';
import type { Context } from './context.ts';
import { DocumentId, fileOf, type ShopDocument, strayFiles } from './document.ts';
import { checkedFile, largest } from './file-type.ts';
import type { Shop } from './shop.ts';
import { addDocument, mustHaveRoom } from './shop-documents.ts';

/**
 * Keeps what an owner uploads: first the file, then the word about it, so that no document is without its file.
 *
 * @param shop the shop
 * @param upload who uploads what, and the request that brings it
 * @param ctx the stores
 * @returns the document
 * @throws Invalid, Refusal, Conflict, Forbidden, with nothing kept
 */
export async function keepDocument(
  shop: Shop,
  upload: { actor: UserId; kind: string; name: string; request: IncomingMessage },
  ctx: Context,
): Promise<ShopDocument> {
  const { actor, kind, name, request } = upload;
  mustHaveRoom(shop); // asked again when it is written
  const type = uploadedType(request, largest);
  const documentId = newId(DocumentId);
  const key = fileOf(shop, documentId);
  let size = 0;
  const content = checkedFile(bytesOf(request), type, (more) => {
    size += more;
  });
  await ctx.blobs.put(key, content);
  const document = { documentId, kind, name, type, size, uploadedAt: ctx.now(), uploadedBy: actor };
  const after = await ctx.shops
    .change(shop._id, (now) => addDocument(now, document))
    .catch(async (error: unknown) => {
      // Only a refusal says for sure that the document was not written; what any other failure leaves, the sweep finds.
      if (error instanceof Refusal) await ctx.blobs.remove(key);
      throw error;
    });
  await dropStrays(after, ctx);
  return document;
}

async function dropStrays(shop: Shop, ctx: Context): Promise<void> {
  const strays = strayFiles(await ctx.blobs.keys(shop._id), shop, ctx.now());
  await Promise.all(strays.map((key) => ctx.blobs.remove(key)));
}
