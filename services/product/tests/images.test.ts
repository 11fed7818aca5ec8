import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImageId, newId, ProductId } from '@credenza/contracts';
import { Conflict, NotFound } from '@credenza/service-kit';
import { eventually, type TestUser } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { inOrder, withoutPicture, withPicture } from '../src/images.ts';
import type { ProductPage } from '../src/page-view.ts';
import { addressesOf, pictureAt, pictureSizes, sizeNames, uploadsOf, withSizes } from '../src/picture-sizes.ts';
import { maxImages } from '../src/product.ts';
import { renderPicture } from '../src/render-picture.ts';
import { lamp, openShop, type Shop } from './support.ts';

/** A picture whose upper half is red and whose lower half is blue. */
async function flag(width: number, height: number, upper = 'red') {
  const half = { create: { width, height: Math.floor(height / 2), channels: 3, background: upper } } as const;
  return sharp({ create: { width, height, channels: 3, background: 'blue' } }).composite([
    { input: await sharp(half).png().toBuffer(), gravity: 'north' },
  ]);
}

const jpegOf = async (width: number, height: number, upper?: string) =>
  await (await flag(width, height, upper)).jpeg().toBuffer();

describe('an uploaded picture', () => {
  test('is kept in three sizes, none larger than it was, and says what it is by its content', async () => {
    const { digest, files } = await renderPicture(await jpegOf(1_000, 500), 'image/jpeg');
    const sizes = await Promise.all(sizeNames.map(async (size) => await sharp(files[size]).metadata()));
    expect(sizes.map(({ format, width, height }) => [format, width, height])).toEqual([
      ['webp', 320, 160],
      ['webp', 800, 400],
      ['webp', 1_000, 500],
    ]);
    const again = await renderPicture(await jpegOf(1_000, 500), 'image/jpeg');
    expect(again.digest).toBe(digest);
    expect((await renderPicture(await jpegOf(1_000, 500, 'green'), 'image/jpeg')).digest).not.toBe(digest);
  });

  test('stands upright, and nothing that the camera wrote is left in it', async () => {
    const lying = await (await flag(400, 200))
      .withExif({ IFD0: { Artist: 'Ada' }, IFD3: { GPSLatitude: '52/1 31/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    expect((await sharp(lying).metadata()).exif?.includes('Ada')).toBe(true);
    const { files } = await renderPicture(lying, 'image/jpeg');
    const { width, height, exif, orientation, icc, xmp } = await sharp(files.large).metadata();
    expect({ width, height, exif, orientation, icc, xmp }).toEqual({ width: 200, height: 400 });
    // Turned to the right, what was above is on the right.
    const right = await sharp(files.large).extract({ left: 190, top: 200, width: 1, height: 1 }).raw().toBuffer();
    expect(right[0]).toBeGreaterThan(200);
  });

  test.each([
    [
      'a PNG that can be seen through',
      'image/png',
      async () => await (await flag(40, 40)).ensureAlpha(0.5).png().toBuffer(),
    ],
    ['a WebP', 'image/webp', async () => await (await flag(40, 40)).webp().toBuffer()],
    [
      'one in print colours',
      'image/jpeg',
      async () => await (await flag(40, 40)).toColourspace('cmyk').jpeg().toBuffer(),
    ],
  ])('may be %s', async (_what, type, make) => {
    const { files } = await renderPicture(await make(), type);
    expect((await sharp(files.small).metadata()).space).toBe('srgb');
  });

  test.each([
    ['text', 'image/png', async () => Buffer.from('<html><script>')],
    ['nothing', 'image/png', async () => Buffer.alloc(0)],
    [
      'a drawing that runs scripts',
      'image/png',
      async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    ],
    ['a PNG that says it is a JPEG', 'image/jpeg', async () => await (await flag(9, 9)).png().toBuffer()],
    ['half a picture', 'image/jpeg', async () => (await jpegOf(600, 600)).subarray(0, 2_000)],
  ])('that is %s is refused', async (_what, type, make) => {
    await expect(renderPicture(await make(), type)).rejects.toThrow(/is no/);
  });

  test('that moves is refused', async () => {
    const frames = await Promise.all(
      ['red', 'green'].map(async (colour) => await (await flag(20, 20, colour)).png().toBuffer()),
    );
    const moving = await sharp(frames, { join: { animated: true } })
      .webp({ delay: [100, 100] })
      .toBuffer();
    expect((await sharp(moving).metadata()).pages).toBe(2);
    await expect(renderPicture(moving, 'image/webp')).rejects.toThrow('Moving pictures');
  });

  test('with a huge area in a few bytes is refused before it is decoded', async () => {
    const bomb = await sharp({ create: { width: 12_000, height: 12_000, channels: 3, background: 'red' } })
      .png({ compressionLevel: 9, palette: true })
      .toBuffer();
    expect(bomb.length).toBeLessThan(1_000_000);
    await expect(renderPicture(bomb, 'image/png')).rejects.toThrow('million pixels');
  });
});

describe('the pictures of a product', () => {
  const picture = (digest = '0123456789abcdef') => ({
    productId: newId(ProductId),
    imageId: newId(ImageId),
    digest,
  });
  const shown = (...srcs: string[]) => ({ images: srcs.map((src) => ({ src, alt: '' })), variants: [] });

  test('are known by their address, and any other address is left as it is', () => {
    const one = picture();
    const { small, medium, large } = addressesOf(one);
    expect([small, medium, large].map(pictureAt)).toEqual([one, one, one]);
    expect(withSizes({ src: large, alt: 'x' })).toEqual({ src: large, alt: 'x', sizes: { small, medium, large } });
    expect(withSizes({ src: '/media/lamp.svg' })).toEqual({ src: '/media/lamp.svg' });
    for (const src of ['https://example.com/a.webp', `${large}x`, large.replace('uploads', 'upload')])
      expect(pictureAt(src)).toBeUndefined();
    expect(uploadsOf({ images: [{ src: large }], variants: [{ image: small }, {}] })).toEqual([one.imageId]);
    expect(uploadsOf(shown('/media/lamp.svg'))).toBeUndefined();
  });

  test('take a new one where it is wanted, or behind the others; the same one again changes nothing', () => {
    const one = picture();
    const added = (position?: number) =>
      withPicture(shown('a', 'b'), one, { alt: 'new', position }).images?.map(({ alt }) => alt);
    expect(added()).toEqual(['', '', 'new']);
    expect(added(1)).toEqual(['', 'new', '']);
    expect(added(29)).toEqual(['', '', 'new']);
    expect(withPicture(shown(addressesOf(one).large), picture(one.digest), { alt: '' })).toEqual({});
    const full = shown(...Array.from({ length: maxImages }, (_, index) => `/media/${index}`));
    expect(() => withPicture(full, one, { alt: '' })).toThrow(Conflict);
  });

  test('lose one with its place at the variants, and nothing when it is not there', () => {
    const [one, other] = [picture('1111111111111111'), picture('2222222222222222')];
    const product = shown(addressesOf(one).large, addressesOf(other).large);
    expect(withoutPicture(product, one.imageId).images).toEqual([{ src: addressesOf(other).large, alt: '' }]);
    expect(() => withoutPicture(product, newId(ImageId))).toThrow(NotFound);
  });

  test('are put in order only when each is named once', () => {
    const product = shown('a', 'b', 'c');
    expect(inOrder(product, ['c', 'a', 'b']).images?.map(({ src }) => src)).toEqual(['c', 'a', 'b']);
    for (const wrong of [['a', 'b'], ['a', 'b', 'b'], ['a', 'b', 'd'], ['a', 'b', 'c', 'c'], []])
      expect(() => inOrder(product, wrong)).toThrow(Conflict);
  });
});

describe('over HTTP', () => {
  let shop: Shop;
  let folder: string;
  let offsetMs = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'credenza-pictures-'));
    shop = await openShop({ env: { BLOBS: `file:${folder}` }, now: () => new Date(Date.now() + offsetMs) });
  });
  afterAll(async () => {
    await shop?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const filesOf = async (productId: string) => await readdir(join(folder, productId)).catch(() => []);

  function upload(productId: string, bytes: Buffer, options: { as?: TestUser; query?: string; type?: string } = {}) {
    return shop.http
      .post(`/api/products/${productId}/images${options.query ?? ''}`)
      .set('authorization', (options.as ?? shop.seller).authorization)
      .set('content-type', options.type ?? 'image/jpeg')
      .send(bytes);
  }
  const imagesOf = (page: ProductPage) => page.images.map(({ src, sizes }) => sizes?.small ?? src);

  test('an upload is on the page, in lists and in what others are told, and is served as it is forever', async () => {
    const { productId } = await shop.sell({ ...lamp, title: 'Pictured lamp' });
    const { body, status } = await upload(productId, await jpegOf(900, 600), { query: '?alt=In%20use&position=0' });
    expect(status).toBe(201);
    const [image] = body.images;
    expect(image).toEqual({ src: image.sizes.large, alt: 'In use', sizes: expect.anything() });
    expect(await filesOf(productId)).toHaveLength(3);

    const page = await shop.http.get(`/api/products/${productId}`).expect(200);
    expect(page.body.images).toEqual(body.images);
    const list = await shop.http.get('/api/products?q=Pictured').expect(200);
    expect(list.body.items[0].image).toEqual(image);
    const told = await shop.published('product.updated', ({ data }) => (data as any).imageSizes !== undefined);
    expect(told.data).toMatchObject({ productId, image: image.src, imageSizes: image.sizes });

    const file = await shop.http.get(image.sizes.small).buffer(true).expect(200);
    expect(file.headers).toMatchObject({
      'content-type': 'image/webp',
      'cache-control': 'public, max-age=31536000, immutable',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    });
    expect((await sharp(file.body).metadata()).width).toBe(pictureSizes.small);
    await shop.http
      .get(image.sizes.small)
      .set('if-none-match', file.headers.etag ?? '')
      .expect(304);
  });

  test('an upload that is repeated changes nothing and leaves nothing behind', async () => {
    const { productId } = await shop.sell(lamp);
    const bytes = await jpegOf(300, 300);
    const first = await upload(productId, bytes).expect(201);
    const second = await upload(productId, bytes).expect(200);
    expect(second.body).toEqual(first.body);
    expect(await filesOf(productId)).toHaveLength(3);
  });

  test('uploads at the same time are all there', async () => {
    const { productId } = await shop.sell(lamp);
    const colours = ['red', 'green', 'yellow', 'white', 'black'];
    const answers = await Promise.all(
      colours.map(async (colour) => await upload(productId, await jpegOf(64, 64, colour))),
    );
    expect(answers.map(({ status }) => status)).toEqual(colours.map(() => 201));
    expect((await shop.own(productId)).images).toHaveLength(1 + colours.length);
  });

  test.each([
    ['a picture that is none', Buffer.from('no picture'), 'image/jpeg', 400],
    ['another kind of file', Buffer.from('GIF89a'), 'image/gif', 415],
    ['more than 10 MB', Buffer.alloc(10 * 1_048_576 + 1), 'image/jpeg', 413],
  ])('%s is refused and leaves no file', async (_what, bytes, type, status) => {
    const { productId } = await shop.sell(lamp);
    const answer = await upload(productId, bytes, { type });
    expect(answer.status).toBe(status);
    expect(answer.type).toBe('application/problem+json');
    expect(await filesOf(productId)).toEqual([]);
  });

  test('only the shop itself changes its pictures', async () => {
    const { productId } = await shop.sell(lamp);
    const { body } = await upload(productId, await jpegOf(64, 64)).expect(201);
    const imageId = pictureAt(body.images[1].src)?.imageId ?? '';
    const [other, buyer] = [await shop.user('seller'), await shop.user('buyer')];
    for (const [who, status] of [
      [other, 404],
      [buyer, 403],
    ] as const) {
      await upload(productId, await jpegOf(64, 64), { as: who }).expect(status);
      const order = { order: body.images.map(({ src }: { src: string }) => src).reverse() };
      await shop.http
        .put(`/api/products/${productId}/images/order`)
        .set('authorization', who.authorization)
        .send(order)
        .expect(status);
      await shop.http
        .delete(`/api/products/${productId}/images/${imageId}`)
        .set('authorization', who.authorization)
        .expect(status);
    }
    expect((await shop.own(productId)).images).toEqual(body.images);
  });

  test('pictures are put in order, also by sending them back as they were read', async () => {
    const { productId } = await shop.sell(lamp);
    const { body } = await upload(productId, await jpegOf(64, 64)).expect(201);
    const [first, second] = body.images;
    const send = (method: 'put' | 'patch', path: string, what: object) =>
      shop.http[method](`/api/products/${productId}${path}`).set('authorization', shop.seller.authorization).send(what);
    const turned = await send('put', '/images/order', { order: [second.src, first.src] }).expect(200);
    expect(turned.body.images).toEqual([second, first]);
    await send('put', '/images/order', { order: [first.src] }).expect(409);
    const back = await send('patch', '', { images: [first, second] }).expect(200);
    expect(back.body.images).toEqual([first, second]);
  });

  test('files go when no product shows them any more: removed, deleted, or never finished', async () => {
    const [kept, thinned, deleted] = [await shop.sell(lamp), await shop.sell(lamp), await shop.sell(lamp)];
    const add = async ({ productId }: ProductPage) =>
      (await upload(productId, await jpegOf(64, 64)).expect(201)).body as ProductPage;
    const [picture] = (await add(kept)).images.slice(1);
    const imageId = pictureAt((await add(thinned)).images[1]?.src ?? '')?.imageId;
    await add(deleted);
    // Another product may show a picture of one that goes.
    const borrowed = await shop.sell(lamp);
    const { body: source } = await upload(borrowed.productId, await jpegOf(64, 64, 'green'));
    const borrower = await shop.sell({ ...lamp, images: source.images });
    const unfinished = { productId: kept.productId, imageId: newId(ImageId), digest: '0123456789abcdef' };
    await shop.running.context.uploads.begin(unfinished);
    await shop.running.context.blobs.put(
      `${kept.productId}/${unfinished.imageId}-${unfinished.digest}-small.webp`,
      (async function* () {
        yield Buffer.from('what a crash has left');
      })(),
    );
    const drop = async (path: string) =>
      await shop.http.delete(`/api/products/${path}`).set('authorization', shop.seller.authorization);
    expect((await drop(`${thinned.productId}/images/${imageId}`)).body.images).toEqual([expect.anything()]);
    expect((await drop(`${thinned.productId}/images/${imageId}`)).status).toBe(404);
    for (const { productId } of [deleted, borrowed]) expect((await drop(productId)).status).toBe(204);

    await shop.runJob('drop-pictures');
    expect(await filesOf(thinned.productId)).toHaveLength(3); // a page may still show it
    for (const hours of [2, 26]) {
      offsetMs = hours * 3_600_000;
      await shop.runJob('drop-pictures');
    }
    expect(await filesOf(thinned.productId)).toEqual([]);
    expect(await filesOf(deleted.productId)).toEqual([]);
    expect(await filesOf(kept.productId)).toHaveLength(3);
    expect(await filesOf(borrowed.productId)).toHaveLength(3);
    await shop.http.get(picture?.src ?? '').expect(200);
    expect(imagesOf(await shop.own(borrower.productId))).toEqual(imagesOf(source));
    offsetMs = 0;
  });

  test('a place that cannot be written says so, and the product stays as it is', async () => {
    const { productId, version } = await shop.sell(lamp);
    await eventually(async () => (await shop.own(productId)).version === version);
    const { context } = shop.running;
    const blobs = context.blobs;
    context.blobs = await brokenPlace();
    try {
      await upload(productId, await jpegOf(64, 64)).expect(503);
    } finally {
      context.blobs = blobs;
    }
    expect((await shop.own(productId)).version).toBe(version);
  });

  /** A folder below a file cannot be made. */
  async function brokenPlace() {
    const { LocalBlobs } = await import('@credenza/service-kit/blobs');
    return new LocalBlobs(join(import.meta.filename, 'below'));
  }
});
