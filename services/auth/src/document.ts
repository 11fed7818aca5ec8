import { idKind, type UserId, uuidOf } from '@credenza/contracts';
import { NotFound } from '@credenza/service-kit';
import { z } from 'zod';
import { line } from './name.ts';

export const DocumentId = idKind('doc');
export type DocumentId = z.output<typeof DocumentId>;

/** What a document is, in the words of the checklist, such as `trade-licence`. */
export const DocumentKind = z
  .string()
  .max(40)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens')
  .meta({ examples: ['trade-licence'] });

/** What a document's owner calls it. */
export const DocumentName = line(200);

/** A document of a shop; the file itself is with the blobs. */
export interface ShopDocument {
  documentId: DocumentId;
  kind: string;
  name: string;
  type: string;
  /** In bytes. */
  size: number;
  uploadedAt: Date;
  uploadedBy: UserId;
}

/** A shop as far as its documents go. */
export interface Filed {
  _id: string;
  documents: ShopDocument[];
}

/**
 * @param shop a shop
 * @param documentId one of its documents
 * @returns the document
 * @throws NotFound when the shop has no such document
 */
export function documentOf(shop: Filed, documentId: DocumentId): ShopDocument {
  const document = shop.documents.find((one) => one.documentId === documentId);
  if (!document) throw new NotFound('document');
  return document;
}

/** No upload takes longer, in ms. */
const longestUploadMs = 60 * 60_000;

/**
 * Names the files that a crash has left between the file and the word about it.
 *
 * @param keys the files of one shop
 * @param shop the shop
 * @param now the time
 * @returns the keys of those that no document names and that no upload under way can be about to name
 */
export function strayFiles(keys: string[], shop: Filed, now: Date): string[] {
  const known = new Set(shop.documents.map(({ documentId }) => fileOf(shop, documentId)));
  return keys.filter((key) => !known.has(key) && now.getTime() - madeAt(key) > longestUploadMs);
}

/**
 * @param shop a shop
 * @param documentId one of its documents
 * @returns the key of its file
 */
export function fileOf(shop: Pick<Filed, '_id'>, documentId: DocumentId): string {
  return `${shop._id}/${documentId}`;
}

/** An id begins with the time at which it was made, in ms; a file that is not whole has its id with something behind it. */
function madeAt(key: string): number {
  const id = DocumentId.safeParse(/\/(doc_[^_]+)/.exec(key)?.[1]).data;
  return id === undefined ? 0 : Number.parseInt(uuidOf(id).replaceAll('-', '').slice(0, 12), 16);
}
