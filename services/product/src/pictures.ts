import type { Blobs } from '@credenza/service-kit/blobs';
import { keyOf, type Picture, sizeNames } from './picture-sizes.ts';
import type { Products } from './product.store.ts';
import type { RenderedPicture } from './render-picture.ts';
import type { Uploads } from './upload.store.ts';

/** Where pictures are. */
export interface PictureParts {
  blobs: Blobs;
  uploads: Uploads;
  products: Products;
}

/**
 * Keeps the files of a picture.
 *
 * @param picture the picture
 * @param files one for each size
 * @param parts the stores
 * @returns once all of them are there
 * @throws Unavailable when they cannot be kept
 */
export async function keepPicture(
  picture: Picture,
  files: RenderedPicture['files'],
  parts: PictureParts,
): Promise<void> {
  await parts.uploads.begin(picture);
  await Promise.all(sizeNames.map((size) => parts.blobs.put(keyOf(picture, size), whole(files[size]))));
}

/**
 * Forgets a picture that no product shows.
 *
 * @param picture the picture
 * @param parts the stores
 */
export async function dropPicture(picture: Picture, { blobs, uploads }: PictureParts): Promise<void> {
  await Promise.all(sizeNames.map((size) => blobs.remove(keyOf(picture, size))));
  await uploads.end(picture.imageId);
}

/**
 * Forgets pictures that no product shows any more: of deleted products, of uploads that broke off, and those that were removed.
 *
 * @param parts the stores
 * @param limit how many to look at
 * @returns how many it has looked at
 */
export async function dropUnused(parts: PictureParts, limit: number): Promise<number> {
  const due = await parts.uploads.due(limit);
  const shown = await parts.products.showing(due.map(({ imageId }) => imageId));
  for (const picture of due) if (!shown.has(picture.imageId)) await dropPicture(picture, parts);
  await parts.uploads.shown([...shown]);
  return due.length;
}

async function* whole(file: Buffer): AsyncGenerator<Buffer> {
  yield file;
}
