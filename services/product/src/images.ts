import type { ImageId } from '@credenza/contracts';
import { Conflict, NotFound } from '@credenza/service-kit';
import { addressesOf, type Picture, pictureAt } from './picture-sizes.ts';
import { maxImages } from './product.ts';
import type { Revision } from './product-change.ts';
import type { Product } from './product-state.ts';

type Pictured = Pick<Product, 'images' | 'variants'>;

/**
 * Puts an uploaded picture among those of its product.
 *
 * @param product the product
 * @param picture the picture
 * @param about what it shows, in words, and before which of the present ones it stands; missing: behind them
 * @returns what changes; nothing when the product shows the same picture already, so that an upload can be repeated
 * @throws Conflict when the product has as many as it may
 */
export function withPicture(
  { images }: Pictured,
  picture: Picture,
  about: { alt: string; position?: number | undefined },
): Revision {
  if (images.some(({ src }) => pictureAt(src)?.digest === picture.digest)) return {};
  mustHaveRoom({ images });
  const image = { src: addressesOf(picture).large, alt: about.alt };
  return { images: images.toSpliced(about.position ?? images.length, 0, image) };
}

/**
 * @param product a product
 * @throws Conflict when it has as many pictures as it may
 */
export function mustHaveRoom({ images }: Pick<Product, 'images'>): void {
  if (images.length >= maxImages) throw new Conflict(`A product may have ${maxImages} pictures; remove one first.`);
}

/**
 * Takes an uploaded picture out of its product and its variants.
 *
 * @param product the product
 * @param imageId the picture
 * @returns what changes
 * @throws NotFound when the product does not show it
 */
export function withoutPicture({ images, variants }: Pictured, imageId: ImageId): Revision {
  const shows = (src: string | undefined) => src !== undefined && pictureAt(src)?.imageId === imageId;
  if (![...images.map(({ src }) => src), ...variants.map(({ image }) => image)].some(shows))
    throw new NotFound('picture');
  return {
    images: images.filter(({ src }) => !shows(src)),
    variants: variants.map((variant) => (shows(variant.image) ? { ...variant, image: undefined } : variant)),
  };
}

/**
 * Puts a product's pictures in another order.
 *
 * @param product the product
 * @param order the addresses of all its pictures
 * @returns what changes
 * @throws Conflict when these are not exactly its pictures
 */
export function inOrder({ images }: Pictured, order: string[]): Revision {
  const sorted = order.flatMap((src) => images.find((image) => image.src === src) ?? []);
  if (new Set(order).size !== order.length || sorted.length !== images.length || order.length !== images.length)
    throw new Conflict('The product has other pictures by now. Read it again, and name each of its pictures once.');
  return { images: sorted };
}
