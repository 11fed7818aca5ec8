import {
  LineId,
  newId,
  OrderId,
  orderDelivered,
  ParcelId,
  ProductId,
  SellerOrderId,
  type UserId,
} from '@credenza/contracts';
import { askPrivacy, eventually, exportedBy, type TestUser } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ProductPage } from '../src/page-view.ts';
import { leastKey, ratingKeyOf, ratingOf } from '../src/rating.ts';
import { authorOf } from '../src/review.ts';
import { firstVariant, lamp, openShop, type Shop } from './support.ts';

const good = { rating: 5, title: 'Warm light', text: 'I read by it every evening.' };

describe('a rating', () => {
  test('is the average of all stars, and none without reviews', () => {
    expect(ratingOf([0, 0, 0, 0, 0])).toBeUndefined();
    expect(ratingOf([1, 0, 0, 0, 2])).toEqual({ average: 3.67, count: 3, stars: [1, 0, 0, 0, 2] });
  });

  test('sorts by the average first, then by how many have given it', () => {
    const rating = fc.record({
      average: fc.integer({ min: 100, max: 500 }).map((one) => one / 100),
      count: fc.integer({ min: 1, max: 2_000_000 }),
    });
    fc.assert(
      fc.property(rating, rating, (a, b) => {
        const [keyA = 0, keyB = 0] = [ratingKeyOf(a), ratingKeyOf(b)];
        if (a.average > b.average) expect(keyA).toBeGreaterThan(keyB);
        if (a.average === b.average && a.count > b.count) expect(keyA).toBeGreaterThanOrEqual(keyB);
        expect(keyA >= leastKey(b.average)).toBe(a.average >= b.average);
      }),
    );
  });
});

test.each([
  ['Ada Lovelace', 'Ada L.'],
  ['Ada', 'Ada'],
  ['  Augusta Ada  King ', 'Augusta K.'],
])('%s is shown as %s', (name, author) => expect(authorOf(name)).toBe(author));

describe('over HTTP', () => {
  let shop: Shop;
  let admin: TestUser;

  beforeAll(async () => {
    shop = await openShop();
    admin = await shop.user('admin');
  });
  afterAll(() => shop?.stop());

  function send(who: TestUser, method: 'post' | 'put' | 'get', path: string, body?: object) {
    const request = shop.http[method](`/api/products/${path}`).set('authorization', who.authorization);
    return body ? request.send(body) : request;
  }

  function delivered(product: ProductPage, buyerId: UserId) {
    const { variantId } = firstVariant(product);
    return orderDelivered.of({
      orderId: newId(OrderId),
      sellerOrderId: newId(SellerOrderId),
      sellerId: product.sellerId,
      sellerName: product.sellerName,
      buyerId,
      currency: 'EUR',
      parcelIds: [newId(ParcelId)],
      pieces: [{ lineId: newId(LineId), variantId, productId: product.productId, title: product.title, quantity: 1 }],
      complete: true,
    });
  }

  async function receiver(product: ProductPage): Promise<TestUser> {
    const buyer = await shop.user('buyer');
    expect((await shop.deliver(delivered(product, buyer.userId))).status).toBe('SUCCESS');
    return buyer;
  }

  async function submit(product: ProductPage, review: object = good, buyer?: TestUser) {
    const by = buyer ?? (await receiver(product));
    const { body, status } = await send(by, 'post', `${product.productId}/reviews`, review);
    expect(status).toBe(201);
    return { ...body, by };
  }
  const approve = async (reviewId: string) =>
    (await send(admin, 'post', `admin/reviews/${reviewId}/approve`).expect(200)).body;
  const published = async (product: ProductPage, review: object = good) => {
    const submitted = await submit(product, review);
    return { ...(await approve(submitted.reviewId)), by: submitted.by };
  };
  const read = async (product: ProductPage, query = '') =>
    (await shop.http.get(`/api/products/${product.productId}/reviews${query}`)).body;

  test('only whom the product has reached may review it, and once', async () => {
    const product = await shop.sell(lamp);
    const stranger = await shop.user('buyer');
    await send(stranger, 'post', `${product.productId}/reviews`, good).expect(404);
    await send(shop.seller, 'post', `${product.productId}/reviews`, good).expect(403);
    const { by } = await submit(product);
    await send(by, 'post', `${product.productId}/reviews`, good).expect(409);
    // Delivered again, and told twice.
    const again = delivered(product, by.userId);
    for (const _ of [1, 2]) await shop.deliver(again);
    await send(by, 'post', `${product.productId}/reviews`, good).expect(409);
  });

  test.each([
    ['no star', { ...good, rating: 0 }],
    ['six stars', { ...good, rating: 6 }],
    ['half a star', { ...good, rating: 4.5 }],
    ['an empty title', { ...good, title: ' ' }],
    ['a book', { ...good, text: 'x'.repeat(5_001) }],
    ['a state of its own', { ...good, status: 'published' }],
    ['nothing to say', { rating: 5 }],
  ])('a review with %s is refused', async (_what, wrong) => {
    const product = await shop.sell(lamp);
    await send(await receiver(product), 'post', `${product.productId}/reviews`, wrong).expect(400);
  });

  test('nobody reads a review before an admin has published it; then it counts', async () => {
    const product = await shop.sell(lamp);
    const review = await submit(product);
    expect(review).toMatchObject({ status: 'pending', productTitle: lamp.title });
    expect(await read(product)).toEqual({ items: [] });
    const queue = (await send(admin, 'get', 'admin/reviews?limit=100').expect(200)).body;
    expect(queue.items.map(({ reviewId }: any) => reviewId)).toContain(review.reviewId);
    await approve(review.reviewId);
    const { items, rating } = await read(product);
    expect(items).toMatchObject([{ reviewId: review.reviewId, rating: 5, title: good.title }]);
    expect(items[0]).not.toHaveProperty('buyerId');
    expect(rating).toEqual({ average: 5, count: 1, stars: [0, 0, 0, 0, 1] });
    expect((await shop.own(product.productId)).rating).toEqual(rating);
    const event = await shop.published('review.published', ({ subject }) => subject === review.reviewId);
    expect(event.data).toMatchObject({
      productId: product.productId,
      sellerId: product.sellerId,
      buyerId: review.by.userId,
      rating: 5,
    });
    await shop.published(
      'product.updated',
      ({ data }: any) => data.productId === product.productId && data.rating?.count === 1,
    );
    // A second approval tells nobody anything.
    expect((await approve(review.reviewId)).version).toBe(2);
  });

  test('a rejected one is not read, its buyer sees why, and may say it better', async () => {
    const product = await shop.sell(lamp);
    const { reviewId, by } = await published(product);
    await send(admin, 'post', `admin/reviews/${reviewId}/reject`, { reason: 'It names a person.' }).expect(200);
    expect(await read(product)).toEqual({ items: [] });
    expect(await shop.own(product.productId)).not.toHaveProperty('rating');
    const own = (await send(by, 'get', 'reviews').expect(200)).body.items;
    expect(own).toMatchObject([{ reviewId, status: 'rejected', reason: 'It names a person.' }]);
    expect(own[0]).not.toHaveProperty('reports');
    const told = await shop.published('review.rejected', ({ data }: any) => data.reviewId === reviewId);
    expect(told.data).toMatchObject({ buyerId: by.userId, reason: 'It names a person.' });
    const better = { rating: 3, title: 'Fine', text: 'It is a lamp.' };
    const edited = await send(by, 'put', `${product.productId}/reviews/${reviewId}`, better).expect(200);
    expect(edited.body).toMatchObject({ ...better, status: 'pending' });
    expect(edited.body).not.toHaveProperty('reason');
    await approve(reviewId);
    expect((await read(product)).rating).toMatchObject({ average: 3, count: 1 });
  });

  test('an admin publishes what the admin has read, not what it has become meanwhile', async () => {
    const product = await shop.sell(lamp);
    const { reviewId, version, by } = await submit(product);
    await send(by, 'put', `${product.productId}/reviews/${reviewId}`, { ...good, text: 'Something else.' }).expect(200);
    await send(admin, 'post', `admin/reviews/${reviewId}/approve`).set('if-match', `"${version}"`).expect(412);
    expect(await read(product)).toEqual({ items: [] });
  });

  test('the rating is exact when many are published, rejected and changed at the same time', async () => {
    const product = await shop.sell(lamp);
    const stars = [1, 2, 3, 4, 5, 5, 4, 4, 2, 1, 3, 5];
    const reviews = await Promise.all(stars.map((rating) => submit(product, { ...good, rating })));
    await Promise.all(reviews.map(({ reviewId }) => approve(reviewId)));
    const act = reviews.map(({ reviewId, by }, index) => {
      if (index % 3 === 0) return send(admin, 'post', `admin/reviews/${reviewId}/reject`, { reason: 'No.' });
      if (index % 3 === 1) return send(by, 'put', `${product.productId}/reviews/${reviewId}`, { ...good, rating: 1 });
      return send(by, 'get', 'reviews');
    });
    for (const { status } of await Promise.all(act)) expect(status).toBe(200);
    const left = stars.filter((_, index) => index % 3 === 2);
    const wanted = ratingOf([1, 2, 3, 4, 5].map((one) => left.filter((star) => star === one).length));
    await shop.runJob('rate-products'); // what was overtaken too often
    expect((await shop.own(product.productId)).rating).toEqual(wanted);
    expect(await shop.running.context.reviews.unrated(100)).toEqual([]);
  });

  test('what a crash has left uncounted is counted later', async () => {
    const product = await shop.sell(lamp);
    const { reviewId } = await submit(product);
    const { reviews } = shop.running.context;
    await reviews.aggregates.model.updateOne({ _id: reviewId }, { $set: { status: 'published', unrated: true } });
    expect(await shop.own(product.productId)).not.toHaveProperty('rating');
    await shop.runJob('rate-products');
    expect((await shop.own(product.productId)).rating).toMatchObject({ average: 5, count: 1 });
  });

  test('lists show the rating, sort by it page after page, and leave out what is below', async () => {
    const tag = `t${newId(ProductId).slice(-8)}`;
    const products: Record<string, ProductPage> = {};
    for (const [name, stars] of Object.entries({
      best: [5, 5],
      good: [5],
      fair: [3, 4],
      poor: [1],
      none: [],
      other: [],
    })) {
      const product = await shop.sell({ ...lamp, title: `Rated ${name}`, tags: [tag] });
      products[product.productId] = product;
      for (const rating of stars) await published(product, { ...good, rating });
    }
    for (const search of ['', '&q=rated']) {
      const list = async (query: string) =>
        (await shop.http.get(`/api/products?tag=${tag}${search}&sort=rating${query}`).expect(200)).body;
      const wanted = ['Rated best', 'Rated good', 'Rated fair', 'Rated poor', 'Rated other', 'Rated none'];
      await eventually(async () => (await list('')).items.map(({ title }: any) => title).join() === wanted.join());
      const paged: string[] = [];
      for (let cursor: string | undefined = ''; cursor !== undefined; ) {
        const page: any = await list(`&limit=1${cursor && `&cursor=${cursor}`}`);
        paged.push(...page.items.map(({ title }: any) => title));
        cursor = page.nextCursor;
      }
      expect(paged).toEqual(wanted);
      const atLeast = (await list('&ratingMin=3.5')).items;
      expect(atLeast.map(({ title, rating }: any) => [title, rating])).toEqual([
        ['Rated best', { average: 5, count: 2 }],
        ['Rated good', { average: 5, count: 1 }],
        ['Rated fair', { average: 3.5, count: 2 }],
      ]);
    }
    await shop.http.get('/api/products?ratingMin=6').expect(400);
  });

  test('reviews are read page after page, and by their stars', async () => {
    const product = await shop.sell(lamp);
    for (const rating of [5, 4, 5]) await published(product, { ...good, rating });
    const first = await read(product, '?limit=2');
    const second = await read(product, `?limit=2&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items].map(({ rating }) => rating)).toEqual([5, 4, 5]);
    expect(second).not.toHaveProperty('nextCursor');
    expect((await read(product, '?rating=4')).items).toHaveLength(1);
    await shop.http.get(`/api/products/${newId(ProductId)}/reviews`).expect(404);
  });

  test('anybody signed in may report one, once; an admin settles that', async () => {
    const product = await shop.sell(lamp);
    const { reviewId } = await published(product);
    const path = `${product.productId}/reviews/${reviewId}/reports`;
    const reader = await shop.user('buyer');
    await shop.http.post(`/api/products/${path}`).send({ reason: 'x' }).expect(401);
    for (const _ of [1, 2]) await send(reader, 'post', path, { reason: 'It is an advertisement.' }).expect(204);
    const reported = async () => (await send(admin, 'get', 'admin/reviews?status=reported&limit=100')).body.items;
    expect((await reported()).find((one: any) => one.reviewId === reviewId).reports).toHaveLength(1);
    await approve(reviewId);
    expect((await reported()).map((one: any) => one.reviewId)).not.toContain(reviewId);
    const pending = await submit(product);
    await send(reader, 'post', `${product.productId}/reviews/${pending.reviewId}/reports`, { reason: 'x' }).expect(404);
  });

  test('the shop alone replies, and may change its reply; readers see it, the buyer is told', async () => {
    const product = await shop.sell(lamp);
    const pending = await submit(product);
    const path = `${product.productId}/reviews/${pending.reviewId}/reply`;
    await send(shop.seller, 'put', path, { text: 'Too early.' }).expect(409);
    await approve(pending.reviewId);
    await send(await shop.user('seller'), 'put', path, { text: 'Not ours.' }).expect(404);
    await send(pending.by, 'put', path, { text: 'Not a shop.' }).expect(403);
    for (const text of ['Thank you!', 'Thank you so much!']) await send(shop.seller, 'put', path, { text }).expect(200);
    expect((await read(product)).items[0].reply).toMatchObject({ text: 'Thank you so much!' });
    const event = await shop.published('review.replied', ({ data }: any) => data.reply === 'Thank you so much!');
    expect(event.data).toMatchObject({ buyerId: pending.by.userId, sellerName: product.sellerName });
    const own = (await send(shop.seller, 'get', 'reviews?answered=true').expect(200)).body.items;
    expect(own.map(({ reviewId }: any) => reviewId)).toContain(pending.reviewId);
    expect(
      (await send(shop.seller, 'get', 'reviews?answered=false')).body.items.map(({ reviewId }: any) => reviewId),
    ).not.toContain(pending.reviewId);
  });

  test('nobody else changes a review, or publishes one', async () => {
    const product = await shop.sell(lamp);
    const { reviewId } = await submit(product);
    const other = await receiver(product);
    await send(other, 'put', `${product.productId}/reviews/${reviewId}`, good).expect(404);
    const elsewhere = await shop.sell(lamp);
    await send(other, 'put', `${elsewhere.productId}/reviews/${reviewId}`, good).expect(404);
    for (const who of [other, shop.seller]) {
      await send(who, 'post', `admin/reviews/${reviewId}/approve`).expect(403);
      await send(who, 'get', 'admin/reviews').expect(403);
    }
  });

  test('a review stays when its product is deleted, and without a name when its buyer has left', async () => {
    const product = await shop.sell(lamp);
    const { reviewId, by } = await published(product);
    const { context } = shop.running;
    await send(by, 'post', `${product.productId}/reviews/${reviewId}/reports`, { reason: 'x' }).expect(204);
    const userId = by.userId;
    const { requestId } = await askPrivacy(shop, 'export', { userId });
    expect(await exportedBy(shop, requestId)).toMatchObject({
      received: [expect.objectContaining({ productId: product.productId })],
      reviews: [expect.objectContaining({ text: good.text })],
    });
    expect((await askPrivacy(shop, 'erasure', { userId })).outcome).toBe('done');
    const [item] = (await read(product)).items;
    expect(item).toMatchObject({ reviewId, text: good.text });
    expect(item).not.toHaveProperty('author');
    expect(JSON.stringify(await context.reviews.aggregates.get(reviewId))).not.toContain(by.userId);
    await send(by, 'post', `${product.productId}/reviews`, good).expect(404);
    await shop.http
      .delete(`/api/products/${product.productId}`)
      .set('authorization', shop.seller.authorization)
      .expect(204);
    expect((await context.reviews.aggregates.get(reviewId)).status).toBe('published');
    await shop.http.get(`/api/products/${product.productId}/reviews`).expect(404);
  });
});

describe('where nobody has to look first', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop({ env: { REVIEWS_AUTO_PUBLISH: 'true' } });
  });
  afterAll(() => shop?.stop());

  test('a review counts at once, and its changes as well; a rejected one stays with the admins', async () => {
    const product = await shop.sell(lamp);
    const [buyer, admin] = [await shop.user('buyer'), await shop.user('admin')];
    await shop.running.context.receipts.add(buyer.userId, [ProductId.parse(product.productId)], new Date());
    const path = `/api/products/${product.productId}/reviews`;
    const { body } = await shop.http.post(path).set('authorization', buyer.authorization).send(good).expect(201);
    expect(body.status).toBe('published');
    const edit = (rating: number) =>
      shop.http
        .put(`${path}/${body.reviewId}`)
        .set('authorization', buyer.authorization)
        .send({ ...good, rating });
    expect((await edit(2)).body.status).toBe('published');
    expect((await shop.own(product.productId)).rating).toMatchObject({ average: 2, count: 1 });
    await shop.http
      .post(`/api/products/admin/reviews/${body.reviewId}/reject`)
      .set('authorization', admin.authorization)
      .send({ reason: 'No.' })
      .expect(200);
    for (const rating of [3, 4]) expect((await edit(rating)).body.status).toBe('pending');
    expect(await shop.own(product.productId)).not.toHaveProperty('rating');
  });
});
