import { ImageId, type PictureSizes, ProductId } from '@credenza/contracts';
import { z } from 'zod';

/** The sizes in which an uploaded picture is kept: the longer side has at most so many pixels. */
export const pictureSizes = { small: 320, medium: 800, large: 1_600 } as const satisfies Record<
  keyof PictureSizes,
  number
>;
export type PictureSize = keyof typeof pictureSizes;
export const sizeNames = ['small', 'medium', 'large'] as const satisfies PictureSize[];

/** An uploaded picture: its product, its id, and a digest of its content, so that no address ever shows another picture. */
export interface Picture {
  productId: string;
  imageId: ImageId;
  digest: string;
}

const name = `(img_[0-7][0-9a-hjkmnp-tv-z]{25})-([0-9a-f]{16})-(${sizeNames.join('|')})\\.webp`;
const address = new RegExp(`^/media/uploads/(prd_[0-7][0-9a-hjkmnp-tv-z]{25})/${name}$`);

export const PictureParams = z.object({
  productId: ProductId,
  file: z
    .string()
    .max(80)
    .regex(new RegExp(`^${name}$`), 'must be the name of a picture'),
});

/**
 * @param picture an uploaded picture
 * @param size the size
 * @returns the key of that file
 */
export function keyOf({ productId, imageId, digest }: Picture, size: PictureSize): string {
  return `${productId}/${imageId}-${digest}-${size}.webp`;
}

/**
 * @param picture an uploaded picture
 * @returns the addresses of its sizes, as paths that the marketplace serves
 */
export function addressesOf(picture: Picture): PictureSizes {
  const at = (size: PictureSize) => `/media/uploads/${keyOf(picture, size)}`;
  return { small: at('small'), medium: at('medium'), large: at('large') };
}

/**
 * @param src where a product's picture is
 * @returns the picture when it was uploaded; undefined for one that is elsewhere
 */
export function pictureAt(src: string): Picture | undefined {
  const [, productId, id, digest] = address.exec(src) ?? [];
  const imageId = ImageId.safeParse(id).data;
  return productId === undefined || imageId === undefined || digest === undefined
    ? undefined
    : { productId, imageId, digest };
}

/**
 * @param image a product's picture
 * @returns the same with its sizes, when it was uploaded
 */
export function withSizes<Image extends { src: string }>(image: Image): Image & { sizes?: PictureSizes } {
  const picture = pictureAt(image.src);
  return picture ? { ...image, sizes: addressesOf(picture) } : image;
}

/**
 * @param product a product
 * @returns the ids of the uploaded pictures that it shows; undefined for none
 */
export function uploadsOf({
  images,
  variants,
}: {
  images: { src: string }[];
  variants: { image?: string | undefined }[];
}): ImageId[] | undefined {
  const all = [...images.map(({ src }) => src), ...variants.flatMap(({ image }) => image ?? [])];
  const ids = new Set(all.flatMap((src) => pictureAt(src)?.imageId ?? []));
  return ids.size > 0 ? [...ids] : undefined;
}
