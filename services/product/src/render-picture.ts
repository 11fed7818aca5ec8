import { createHash } from 'node:crypto';
import { Invalid, Unavailable } from '@credenza/service-kit';
import pLimit from 'p-limit';
import sharp, { type SharpOptions } from 'sharp';
import { type PictureSize, pictureSizes } from './picture-sizes.ts';

/** What may be uploaded, and what sharp calls it. */
const formats: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpeg',
  'image/png': 'png',
  'image/webp': 'webp',
};
/** The content types of pictures. */
export const pictureTypes = Object.keys(formats);

/** Pictures with more pixels are refused before they are decoded: a small file can hold a huge area. */
const mostPixels = 50_000_000;
/** A picture of that size takes some 200 MB while it is decoded; so many at once, and so many more may wait. */
const atOnce = 2;
const longestQueue = 20;

// No other decoder sees what somebody sends, and nothing stays in memory afterwards.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ['Jpeg', 'Png', 'Webp'].map((kind) => `VipsForeignLoad${kind}Buffer`) });
sharp.cache(false);
sharp.concurrency(1);
const inTurn = pLimit(atOnce);

/** A picture in every size, as WebP. */
export interface RenderedPicture {
  digest: string;
  files: Record<PictureSize, Buffer>;
}

/**
 * Makes the sizes of a picture: upright, in sRGB, without what the camera or anybody else has written into it.
 *
 * @param bytes what was uploaded
 * @param type what it says it is, one of `pictureTypes`
 * @returns the files and a digest of the largest
 * @throws Invalid when it is no such picture, is broken, moves, or has too many pixels; Unavailable when too many wait already
 */
export async function renderPicture(bytes: Buffer, type: string): Promise<RenderedPicture> {
  if (bytes.length === 0) throw unreadable('There is no file in the request.');
  if (inTurn.pendingCount >= longestQueue)
    throw new Unavailable('Too many pictures are being uploaded. Try again in a moment.');
  return await inTurn(() => render(bytes, type));
}

async function render(bytes: Buffer, type: string): Promise<RenderedPicture> {
  const options: SharpOptions = { limitInputPixels: mostPixels, failOn: 'error' };
  const { format, pages = 1 } = await readable(sharp(bytes, options).metadata());
  if (format !== formats[type]) throw unreadable(`The file is no ${formats[type]?.toUpperCase()}.`);
  if (pages > 1) throw unreadable('Moving pictures are not taken; send a still one.');
  // Decoded once: the smaller ones are made from the largest.
  const upright = sharp(bytes, options).autoOrient().resize(boxOf('large')).toColourspace('srgb').raw();
  const { data, info } = await readable(upright.toBuffer({ resolveWithObject: true }));
  const raw = { width: info.width, height: info.height, channels: info.channels };
  const webp = (size: PictureSize) => sharp(data, { raw }).resize(boxOf(size)).webp({ quality: 82 }).toBuffer();
  const [small, medium, large] = [await webp('small'), await webp('medium'), await webp('large')];
  return { digest: createHash('sha256').update(large).digest('hex').slice(0, 16), files: { small, medium, large } };
}

function boxOf(size: PictureSize) {
  const side = pictureSizes[size];
  return { width: side, height: side, fit: 'inside', withoutEnlargement: true } as const;
}

/** What sharp throws is about the file. */
async function readable<Result>(read: Promise<Result>): Promise<Result> {
  try {
    return await read;
  } catch (error) {
    const tooMany = error instanceof Error && error.message.includes('pixel limit');
    throw unreadable(
      tooMany ? `A picture may have ${mostPixels / 1_000_000} million pixels.` : 'The file is not a whole picture.',
    );
  }
}

function unreadable(message: string): Invalid {
  return new Invalid(message, [{ field: 'body', message: 'must be a JPEG, PNG or WebP' }]);
}
