import { eventually, type TestUser } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { BulkView } from '../src/bulk-view.ts';
import type { ProductPage } from '../src/page-view.ts';
import { chair, firstVariant, lamp, openShop, type Shop } from './support.ts';

let shop: Shop;
let seller: TestUser;

beforeAll(async () => {
  shop = await openShop();
}, 60_000);
afterAll(() => shop?.stop());
beforeEach(async () => {
  seller = await shop.user('seller');
});

const send = (body: object, as = seller) =>
  shop.http.post('/api/products/bulk').set('authorization', as.authorization).send(body);
const show = async (change: object, filter: object = {}): Promise<BulkView> =>
  (await send({ dryRun: true, change, filter }).expect(200)).body;
const start = (bulkId: string, as = seller) => send({ dryRun: false, bulkId }, as);
const look = (bulkId: string, query = '', as = seller) =>
  shop.http.get(`/api/products/bulk/${bulkId}${query}`).set('authorization', as.authorization);
const finished = async (bulkId: string): Promise<BulkView> =>
  await eventually(async () => {
    const { body } = await look(bulkId).expect(200);
    return body.state === 'done' ? body : undefined;
  }, 60_000);
const run = async (bulkId: string): Promise<BulkView> => {
  await start(bulkId).expect(200);
  return await finished(bulkId);
};
const sell = (product: object) => shop.sell(product, seller);
const prices = async (...products: ProductPage[]) =>
  (await Promise.all(products.map(({ productId }) => shop.own(productId, seller)))).map(({ variants }) =>
    variants.map(({ price }) => price.amount),
  );
const patch = (product: ProductPage, body: object) =>
  shop.http
    .patch(`/api/products/${product.productId}/variants/${firstVariant(product).variantId}`)
    .set('authorization', seller.authorization)
    .send(body)
    .expect(200);

describe('a dry run', () => {
  test('says what would become of each variant, and changes nothing', async () => {
    const [one, other] = [await sell(lamp), await sell(chair)];
    const shown = await show({ price: { percent: -10 }, compareAtPrice: { from: 'price' } });
    expect(shown).toMatchObject({ state: 'planned', products: 2, variants: 4, refused: 0, done: 0, moved: 0 });
    expect(shown.items[0]).toMatchObject({
      productId: one.productId,
      variants: [{ price: { before: 12_900, after: 11_610 }, compareAtPrice: { before: null, after: 12_900 } }],
    });
    expect(await prices(one, other)).toEqual([[12_900], [8_900, 7_900, 9_900]]);
    expect((await shop.own(one.productId, seller)).version).toBe(1);
  });

  test('chooses by category, tag, status and ids, and only what its shop has', async () => {
    const [one, other] = [await sell(lamp), await sell(chair)];
    await sell({ ...lamp, title: 'Draft lamp', status: 'draft' });
    await shop.sell(lamp);
    const found = async (filter: object) => (await show({ price: { add: 1 } }, filter)).products;
    expect(await found({})).toBe(3);
    expect(await found({ category: 'Home' })).toBe(3);
    expect(await found({ category: 'Home / Lamps' })).toBe(2);
    expect(await found({ tag: 'oak' })).toBe(1);
    expect(await found({ status: 'draft' })).toBe(1);
    expect(await found({ productIds: [one.productId, other.productId], tag: 'lamp' })).toBe(1);
    expect(await found({ category: 'Garden' })).toBe(0);
  });

  test('names what would stay as it is, and why', async () => {
    const [product] = [await sell(chair)];
    const { variantId } = firstVariant(product);
    await shop.reserve([{ variantId, quantity: 3, amount: 8_900 }]);
    const shown = await show({ stock: { set: 2 } });
    expect(shown).toMatchObject({ variants: 2, refused: 1 });
    expect(shown.items[0]?.refused).toEqual([{ variantId, title: '45 cm / wool', reason: 'orders-hold-more' }]);
  });

  test('is read page by page', async () => {
    for (let number = 0; number < 5; number += 1) await sell({ ...lamp, title: `Lamp ${number}` });
    const { bulkId } = await show({ price: { add: 1 } });
    const seen: string[] = [];
    for (let query = '?limit=2'; query !== ''; ) {
      const { body } = await look(bulkId, query).expect(200);
      seen.push(...body.items.map(({ title }: { title: string }) => title));
      query = body.nextCursor === undefined ? '' : `?limit=2&cursor=${body.nextCursor}`;
    }
    expect(seen).toEqual(['Lamp 0', 'Lamp 1', 'Lamp 2', 'Lamp 3', 'Lamp 4']);
  });
});

describe('the run', () => {
  test('changes exactly what was shown, tells everybody, and is recorded', async () => {
    const [one, other] = [await sell(lamp), await sell(chair)];
    const { bulkId } = await show({ price: { percent: -10 }, status: 'archived' }, { tag: 'lamp' });
    expect(await run(bulkId)).toMatchObject({ done: 1, moved: 0, items: [{ outcome: 'done' }] });
    expect(await prices(one, other)).toEqual([[11_610], [8_900, 7_900, 9_900]]);
    expect((await shop.own(one.productId, seller)).status).toBe('archived');
    const event = await shop.published(
      'product.updated',
      ({ subject, aggregateversion }) => subject === one.productId && aggregateversion === 2,
    );
    expect(event.data).toMatchObject({ changes: ['status', 'price'], status: 'archived' });
    const record = await shop.running.audit.records.findOne({ key: `${bulkId}:started` });
    expect(record).toMatchObject({
      actor: seller.userId,
      subject: seller.userId,
      detail: { products: 1, variants: 1 },
    });
  });

  test('said twice changes once', async () => {
    const product = await sell(lamp);
    const { bulkId } = await show({ price: { percent: 10 }, stock: { add: 5 } });
    const answers = await Promise.all([start(bulkId), start(bulkId), start(bulkId)]);
    expect(answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 409)).toEqual([]);
    await finished(bulkId);
    await start(bulkId).expect(200);
    const page = await shop.own(product.productId, seller);
    expect([page.version, firstVariant(page).price.amount, firstVariant(page).onHand]).toEqual([3, 14_190, 55]);
  });

  test('of what has moved since it was shown is refused as a whole, and says what has', async () => {
    const [one, other] = [await sell(lamp), await sell(chair)];
    const { bulkId } = await show({ price: { percent: 10 } });
    await patch(one, { price: 10_000 });
    const { body } = await start(bulkId).expect(409);
    expect(body.moved).toEqual({
      count: 1,
      products: [{ productId: one.productId, title: lamp.title, what: ['the price of Default'] }],
    });
    expect(await prices(one, other)).toEqual([[10_000], [8_900, 7_900, 9_900]]);
  });

  test('adds pieces to however many are left, and counts only what nobody has bought since', async () => {
    const product = await sell(lamp);
    const { variantId } = firstVariant(product);
    const [add, set] = [await show({ stock: { add: 10 } }), await show({ stock: { set: 80 } })];
    await shop.reserve([{ variantId, quantity: 4, amount: 12_900 }]);
    await run(add.bulkId);
    expect(firstVariant(await shop.own(product.productId, seller))).toMatchObject({ onHand: 60, available: 56 });
    await start(set.bulkId).expect(409);
  });

  test('goes on where a process has died, whatever it had written by then', async () => {
    const products = [];
    for (let number = 0; number < 6; number += 1) products.push(await sell({ ...lamp, title: `Lamp ${number}` }));
    const { bulkId } = await show({ price: { percent: 10 }, stock: { add: 5 } });
    const { bulks, products: store, stocks } = shop.running.context;
    const entries = await bulks.entries(bulkId, { limit: 10 });
    // As a process leaves it that started the run and died: one product done and noted, one done but not noted, one half done.
    await bulks.aggregates.change(bulkId, () => ({ state: { state: 'running' }, facts: [] }));
    for (const [index, { _id, productId, variants }] of entries.slice(0, 3).entries()) {
      const [planned] = variants;
      if (!planned?.stock || !planned.price) throw new Error('nothing planned');
      const price = planned.price.after;
      await store.editIfThere(productId, (product) => ({
        variants: product.variants.map((variant) => ({ ...variant, price })),
        lastBulk: bulkId,
      }));
      if (index < 2) await stocks.changeInBulk(bulkId, [{ ...planned.stock, variantId: planned.variantId }]);
      if (index < 1) await bulks.close(_id, []);
    }
    // A seller who sets the old price again meanwhile is not overruled by the repetition.
    const [, second] = products;
    if (second) await patch(second, { price: 12_900 });
    await Promise.all([shop.runJob('go-on-in-bulk'), shop.running.context.bulkRunner.goOn()]);
    expect(await finished(bulkId)).toMatchObject({ done: 6, moved: 0 });
    expect((await prices(...products)).flat()).toEqual([14_190, 12_900, 14_190, 14_190, 14_190, 14_190]);
    for (const { productId } of products)
      expect(firstVariant(await shop.own(productId, seller))).toMatchObject({ onHand: 55, available: 55 });
  });

  test('leaves a product alone that moves while it runs, and says so', async () => {
    const [one, other] = [await sell(lamp), await sell({ ...lamp, title: 'Gone soon' })];
    const { bulkId } = await show({ price: { percent: 10 } });
    const { bulks } = shop.running.context;
    await bulks.aggregates.change(bulkId, () => ({ state: { state: 'running' }, facts: [] }));
    await patch(one, { price: 1 });
    await shop.http.delete(`/api/products/${other.productId}`).set('authorization', seller.authorization).expect(204);
    await shop.runJob('go-on-in-bulk');
    const { done, moved, items } = await finished(bulkId);
    expect({ done, moved }).toEqual({ done: 0, moved: 2 });
    expect(items.map((item) => item.moved)).toEqual([['the price of Default'], ['the product is gone']]);
    expect(await prices(one)).toEqual([[1]]);
  });

  test('waits for another one of the same shop, not for those of others', async () => {
    await sell(lamp);
    const [first, second] = [await show({ price: { add: 1 } }), await show({ stock: { add: 1 } })];
    const { bulks, bulkRunner } = shop.running.context;
    await bulks.aggregates.change(first.bulkId, () => ({ state: { state: 'running' }, facts: [] }));
    const { body } = await start(second.bulkId).expect(409);
    expect(body.detail).toContain('under way');
    await bulkRunner.goOn();
    await finished(first.bulkId);
    expect((await run(second.bulkId)).done).toBe(1);
  });

  test('works through more products than it looks at in one go', async () => {
    const pages = Array.from({ length: 130 }, (_, number) => ({ ...lamp, title: `Lamp ${number}`, images: [] }));
    for (let at = 0; at < pages.length; at += 20) await Promise.all(pages.slice(at, at + 20).map(sell));
    const shown = await show({ price: { add: 100 } });
    expect([shown.products, shown.items.length]).toEqual([130, 24]);
    expect(await run(shown.bulkId)).toMatchObject({ done: 130, moved: 0 });
    const { body } = await shop.http
      .get(`/api/products?sellerId=${seller.userId}&priceMin=13000&facets=true&limit=1`)
      .expect(200);
    expect(body.total).toBe(130);
  }, 120_000);
});

describe('a bulk change', () => {
  test('is its shop alone, and an admin says whose', async () => {
    const product = await sell(lamp);
    const { bulkId } = await show({ price: { add: 1 } });
    const [rival, buyer, admin] = await Promise.all([shop.user('seller'), shop.user('buyer'), shop.user('admin')]);
    await start(bulkId, rival).expect(404);
    await look(bulkId, '', rival).expect(404);
    await send({ dryRun: true, change: { price: { add: 1 } }, sellerId: seller.userId }, rival).expect(403);
    await start(bulkId, buyer).expect(403);
    await shop.http.post('/api/products/bulk').send({ dryRun: false, bulkId }).expect(401);
    const { body } = await send({ dryRun: true, change: { price: { add: 1 } } }, admin).expect(400);
    expect(body.errors).toEqual([{ field: 'body.sellerId', message: 'is missing' }]);
    const shown = await send({ dryRun: true, change: { price: { add: 1 } }, sellerId: seller.userId }, admin).expect(
      200,
    );
    await start(shown.body.bulkId, admin).expect(200);
    await finished(shown.body.bulkId);
    expect(await prices(product)).toEqual([[12_901]]);
  });

  test('that nobody has asked for does not exist', async () => {
    await start('blk_01j9zq6v8xe3tbd5wqmg8d2r4c').expect(404);
    await look('blk_01j9zq6v8xe3tbd5wqmg8d2r4c').expect(404);
    await look('x').expect(400);
  });
});
