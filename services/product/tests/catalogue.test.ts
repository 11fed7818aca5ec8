import type { TestUser } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ProductInput } from '../src/product.ts';
import { upsertByHandle } from '../src/upsert.ts';
import { chair, firstVariant, lamp, openShop, type Shop } from './support.ts';

let shop: Shop;
let other: TestUser;
let admin: TestUser;

beforeAll(async () => {
  shop = await openShop();
  other = await shop.user('seller');
  admin = await shop.user('admin');
});
afterAll(() => shop?.stop());

const url = (productId: string) => `/api/products/${productId}`;
const patch = (productId: string, body: object, as = shop.seller) =>
  shop.http.patch(url(productId)).set('authorization', as.authorization).send(body);
const changesOf = async (productId: string) => {
  const product = await shop.running.context.products.aggregates.get(productId);
  const last = await shop.published(
    'product.updated',
    ({ subject, aggregateversion }) => subject === productId && aggregateversion === product.version,
  );
  return last.data;
};

describe('a seller puts products on offer', () => {
  test('a new product is seen at once, with its variants, prices and stock', async () => {
    const product = await shop.sell(chair);
    const { body } = await shop.http.get(url(product.productId)).expect(200);
    expect(body).toMatchObject({
      handle: 'oak-chair',
      title: 'Oak chair',
      sellerId: shop.seller.userId,
      priceMin: 7_900,
      priceMax: 9_900,
      inStock: true,
      variants: [
        { title: '45 cm / wool', price: { amount: 8_900, currency: 'EUR' }, available: 4 },
        { title: '45 cm / felt', available: 0 },
        { title: '65 cm / wool', compareAtPrice: { amount: 12_000, currency: 'EUR' }, available: 10 },
      ],
    });
    expect(firstVariant(body)).not.toHaveProperty('onHand');
    const event = await shop.published('product.updated', ({ subject }) => subject === product.productId);
    expect(event).toMatchObject({ aggregateversion: 1, data: { changes: ['created'], status: 'active' } });
  });

  test('a description cannot act: scripts, handlers and foreign schemes are taken out', async () => {
    const product = await shop.sell({
      ...lamp,
      descriptionHtml:
        '<p onclick="x()">Warm<script>steal()</script> <a href="javascript:x()">light</a></p><iframe src="https://x"></iframe>',
    });
    expect(product.descriptionHtml).toBe('<p>Warm <a rel="nofollow noopener">light</a></p>');
  });

  test('titles may repeat; the handle made from them gets a number, a chosen one is refused', async () => {
    const one = await shop.sell({ ...lamp, title: 'Café lamp' });
    const two = await shop.sell({ ...lamp, title: 'Café lamp' });
    expect([one.handle, two.handle]).toEqual(['cafe-lamp', 'cafe-lamp-2']);
    const answer = await shop.http
      .post('/api/products')
      .set('authorization', shop.seller.authorization)
      .send({ ...lamp, handle: 'cafe-lamp' });
    expect(answer.status).toBe(409);
    expect((await shop.sell({ ...lamp, handle: 'cafe-lamp' }, other)).handle).toBe('cafe-lamp');
  });

  test.each([
    ['a variant that does not fit the options', { ...chair, variants: [{ options: ['45 cm'], price: 1, stock: 1 }] }],
    ['a value that no option has', { ...chair, variants: [{ options: ['45 cm', 'silk'], price: 1, stock: 1 }] }],
    ['the same combination twice', { ...lamp, variants: [...lamp.variants, ...lamp.variants] }],
    ['a negative price', { ...lamp, variants: [{ options: [], price: -1, stock: 1 }] }],
    ['half a cent', { ...lamp, variants: [{ options: [], price: 0.5, stock: 1 }] }],
    ['a picture from nowhere', { ...lamp, images: [{ src: 'javascript:alert(1)' }] }],
    ['an attribute that looks like a query', { ...lamp, attributes: { $where: 'x' } }],
    ['an attribute with a dot', { ...lamp, attributes: { 'a.b': 'x' } }],
    ['an unknown field', { ...lamp, sellerId: 'usr_01j9zq6v8xe3tbd5wqmg8d2r4c' }],
    ['no variant', { ...lamp, variants: [] }],
    ['a title of blanks', { ...lamp, title: '   ' }],
  ])('%s is refused', async (_what, product) => {
    const answer = await shop.http.post('/api/products').set('authorization', shop.seller.authorization).send(product);
    expect(answer.status).toBe(400);
    expect(answer.body.errors.length).toBeGreaterThan(0);
  });

  test('buyers sell nothing', async () => {
    const buyer = await shop.user('buyer');
    await shop.http.post('/api/products').set('authorization', buyer.authorization).send(lamp).expect(403);
  });

  test('the same request again with its Idempotency-Key makes one product', async () => {
    const post = () =>
      shop.http
        .post('/api/products')
        .set('authorization', shop.seller.authorization)
        .set('idempotency-key', 'create-once')
        .send({ ...lamp, title: 'Only once' });
    const [one, two] = [await post(), await post()];
    expect(two.body.productId).toBe(one.body.productId);
  });
});

describe('who sees and changes what', () => {
  test('a draft is there for its seller and admins only', async () => {
    const { productId } = await shop.sell({ ...lamp, status: 'draft' });
    const buyer = await shop.user('buyer');
    await shop.http.get(url(productId)).expect(404);
    await shop.http.get(url(productId)).set('authorization', buyer.authorization).expect(404);
    await shop.http.get(url(productId)).set('authorization', other.authorization).expect(404);
    expect(await shop.own(productId)).toMatchObject({ status: 'draft', variants: [{ onHand: 50, held: 0 }] });
    expect(await shop.own(productId, admin)).toMatchObject({ status: 'draft' });
  });

  test('another seller’s product is not there to be changed, and stays as it is', async () => {
    const product = await shop.sell(lamp);
    const { productId } = product;
    const { variantId } = firstVariant(product);
    const as = (request: ReturnType<typeof shop.http.get>) => request.set('authorization', other.authorization);
    await patch(productId, { title: 'Mine' }, other).expect(404);
    await as(shop.http.delete(url(productId))).expect(404);
    await as(shop.http.put(`${url(productId)}/variants`))
      .send({ variants: lamp.variants })
      .expect(404);
    await as(shop.http.patch(`${url(productId)}/variants/${variantId}`))
      .send({ price: 1 })
      .expect(404);
    await as(shop.http.post(`${url(productId)}/variants/${variantId}/stock`))
      .send({ onHand: 1 })
      .expect(404);
    expect(await shop.own(productId)).toEqual(product);
  });

  test('an admin may change everybody’s product, and that is on record', async () => {
    const { productId } = await shop.sell(lamp);
    await patch(productId, { status: 'archived' }, admin).expect(200);
    await shop.http.get(url(productId)).expect(404);
    const entry = await shop.running.audit.records.findOne({ subject: productId, act: 'product.changed' }).lean();
    expect(entry).toMatchObject({ actor: admin.userId });
  });
});

describe('a seller changes a product', () => {
  test('only what is sent changes, null takes away, and everybody is told what kind of change it was', async () => {
    const { productId } = await shop.sell(lamp);
    const { body } = await patch(productId, { title: 'Brass lamp', category: null }).expect(200);
    expect(body).toMatchObject({ title: 'Brass lamp', version: 2, tags: ['lamp', 'brass'] });
    expect(body.category).toBeUndefined();
    expect(await changesOf(productId)).toMatchObject({ changes: ['details'], title: 'Brass lamp' });
    await patch(productId, { status: 'archived' }).expect(200);
    expect(await changesOf(productId)).toMatchObject({ changes: ['status'], status: 'archived' });
  });

  test('a change that changes nothing writes and tells nothing', async () => {
    const { productId } = await shop.sell(lamp);
    const { body } = await patch(productId, { title: lamp.title, tags: lamp.tags }).expect(200);
    expect(body.version).toBe(1);
  });

  test('an empty change and a taken handle are refused', async () => {
    const one = await shop.sell({ ...lamp, handle: 'taken' });
    const two = await shop.sell({ ...lamp, handle: 'free' });
    await patch(one.productId, {}).expect(400);
    await patch(two.productId, { handle: 'taken' }).expect(409);
  });

  test('If-Match protects from changing what somebody else has changed', async () => {
    const { productId } = await shop.sell(lamp);
    const read = await shop.http.get(url(productId)).set('authorization', shop.seller.authorization).expect(200);
    const etag = String(read.headers.etag);
    expect(etag).toMatch(/^"1\./);
    await patch(productId, { title: 'First' }).set('if-match', etag).expect(200);
    const late = await patch(productId, { title: 'Second' }).set('if-match', etag).expect(412);
    expect(late.body.currentVersion).toBe(2);
    await shop.http
      .put(`${url(productId)}/variants`)
      .set('authorization', shop.seller.authorization)
      .set('if-match', etag)
      .send({ variants: lamp.variants })
      .expect(412);
    await shop.http
      .delete(url(productId))
      .set('authorization', shop.seller.authorization)
      .set('if-match', etag)
      .expect(412);
  });

  test('20 changes at once all count', async () => {
    const { productId } = await shop.sell(lamp);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => patch(productId, { title: `Title ${index}` })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect((await shop.own(productId)).version).toBe(21);
  });

  test('a price changes by itself and is told as a price', async () => {
    const product = await shop.sell(chair);
    const { variantId } = firstVariant(product);
    const { body } = await shop.http
      .patch(`${url(product.productId)}/variants/${variantId}`)
      .set('authorization', shop.seller.authorization)
      .send({ price: 5_000, compareAtPrice: 6_000 })
      .expect(200);
    expect(body).toMatchObject({ priceMin: 5_000 });
    const told = await changesOf(product.productId);
    expect(told).toMatchObject({ changes: ['price'], variants: [{ variantId, price: { amount: 5_000 } }, {}, {}] });
    await shop.http
      .patch(`${url(product.productId)}/variants/var_01j9zq6v8xe3tbd5wqmg8d2r4c`)
      .set('authorization', shop.seller.authorization)
      .send({ price: 1 })
      .expect(404);
  });

  test('a variant keeps its id while its combination stays; one that an order holds leaves the offer, not the order', async () => {
    const product = await shop.sell(chair);
    const [wool, , tall] = product.variants;
    await shop.reserve([{ variantId: wool?.variantId ?? '', quantity: 1, amount: 8_900 }]);
    const { body } = await shop.http
      .put(`${url(product.productId)}/variants`)
      .set('authorization', shop.seller.authorization)
      .send({
        options: [
          { name: 'Height', values: ['65 cm'] },
          { name: 'Cover', values: ['wool', 'silk'] },
        ],
        variants: [
          { options: ['65 cm', 'wool'], price: 9_900, stock: 7 },
          { options: ['65 cm', 'silk'], price: 19_900, stock: 1 },
        ],
      })
      .expect(200);
    expect(body.variants).toMatchObject([{ variantId: tall?.variantId, available: 7 }, { title: '65 cm / silk' }]);
    const late = await shop.reserve([{ variantId: wool?.variantId ?? '', quantity: 1, amount: 8_900 }]);
    expect(late.body).toMatchObject({ outcome: 'stale', differences: [{ kind: 'gone' }] });
    expect(await shop.running.context.stocks.aggregates.get(wool?.variantId ?? '')).toMatchObject({
      onHand: 1,
      available: 0,
    });
  });

  test('a deleted product is gone for everybody, its handle is free, and orders under way keep their pieces', async () => {
    const product = await shop.sell({ ...lamp, handle: 'short-lived' });
    const { variantId } = firstVariant(product);
    const held = await shop.reserve([{ variantId, quantity: 1, amount: 12_900 }]);
    await shop.http.delete(url(product.productId)).set('authorization', shop.seller.authorization).expect(204);
    await shop.http.get(url(product.productId)).expect(404);
    await shop.http.get(url(product.productId)).set('authorization', shop.seller.authorization).expect(404);
    await shop.http.delete(url(product.productId)).set('authorization', shop.seller.authorization).expect(404);
    const event = await shop.published(
      'product.updated',
      ({ subject, aggregateversion }) => subject === product.productId && aggregateversion === 2,
    );
    expect(event.data).toMatchObject({ status: 'deleted', changes: ['deleted'] });
    expect((await shop.running.context.reservations.get(held.orderId)).status).toBe('held');
    await shop.sell({ ...lamp, handle: 'short-lived' });
  });
});

describe('a seller’s own range', () => {
  test('shows drafts and archived products with their counts, page by page, and nobody else’s', async () => {
    const me = await shop.user('seller');
    for (const status of ['draft', 'active', 'archived', 'active']) await shop.sell({ ...lamp, status }, me);
    const get = (query: string) =>
      shop.http.get(`/api/products/mine${query}`).set('authorization', me.authorization).expect(200);
    const first = await get('?limit=3');
    expect(first.body.counts).toEqual({ draft: 1, active: 2, archived: 1 });
    expect(first.body.items).toHaveLength(3);
    const second = await get(`?limit=3&cursor=${first.body.nextCursor}`);
    expect([...first.body.items, ...second.body.items].map(({ status }) => status)).toEqual([
      'active',
      'archived',
      'active',
      'draft',
    ]);
    expect(second.body.nextCursor).toBeUndefined();
    expect((await get('?status=draft')).body.items).toMatchObject([{ status: 'draft', variants: 1, available: 50 }]);
  });
});

describe('upsert by handle', () => {
  const upsert = (product: { handle: string } & Record<string, unknown>) => {
    const wish = () => ProductInput.parse(product);
    return upsertByHandle({ seller: { id: seller, name: 'Shop' }, handle: product.handle, wish }, shop.running.context);
  };
  let seller: TestUser['userId'];
  beforeAll(async () => {
    seller = (await shop.user('seller')).userId;
  });

  test('creates, then changes, then finds nothing to do', async () => {
    const product = { ...chair, handle: 'upserted' };
    const created = await upsert(product);
    expect(created.outcome).toBe('created');
    expect(await upsert(product)).toEqual({ outcome: 'unchanged', productId: created.productId });
    expect(await upsert({ ...product, title: 'Other' })).toEqual({ outcome: 'updated', productId: created.productId });
    const stored = await shop.running.context.products.get(created.productId);
    expect(stored.version).toBe(2);
  });

  test('another stock is a change, and is told', async () => {
    const product = { ...lamp, handle: 'restocked' };
    const { productId } = await upsert(product);
    const { outcome } = await upsert({
      ...product,
      variants: [{ options: [], price: 12_900, stock: 7, sku: 'LAMP-1' }],
    });
    expect(outcome).toBe('updated');
    expect(await changesOf(productId)).toMatchObject({ changes: ['stock'], variants: [{ available: 7 }] });
  });

  test('twenty at once make one product', async () => {
    const product = { ...lamp, handle: 'crowded' };
    const results = await Promise.all(Array.from({ length: 20 }, () => upsert(product)));
    expect(results.filter(({ outcome }) => outcome === 'created')).toHaveLength(1);
    expect(new Set(results.map(({ productId }) => productId)).size).toBe(1);
  });
});
