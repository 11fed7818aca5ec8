import { productUpdated } from '@credenza/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ProductPage } from '../src/page-view.ts';
import { chair, firstVariant, lamp, openShop, type Shop } from './support.ts';

/** The clock of the service; tests move it. */
let clock = new Date();
let shop: Shop;
let product: ProductPage;

beforeAll(async () => {
  shop = await openShop({ now: () => clock });
}, 60_000);
afterAll(() => shop?.stop());
beforeEach(async () => {
  clock = new Date();
  product = await shop.sell({ ...lamp, tags: [] });
});

const inHours = (hours: number) => new Date(clock.getTime() + hours * 3_600_000).toISOString();
const pass = (hours: number) => {
  clock = new Date(clock.getTime() + hours * 3_600_000);
};
const put = (path: string, body: object, as = shop.seller) =>
  shop.http.put(path).set('authorization', as.authorization).send(body);
const pathOf = (page: ProductPage) =>
  `/api/products/${page.productId}/variants/${firstVariant(page).variantId}/schedule`;
const schedule = (prices: object[], as = shop.seller) => put(pathOf(product), { prices }, as);
const sale = () => ({ from: inHours(1), until: inHours(3), price: 9_900, compareAtPrice: 12_900 });

/** What the page, the list, the offers and a search say that it costs. */
async function shown(): Promise<Record<string, number>> {
  const page = await shop.http.get(`/api/products/${product.productId}`).expect(200);
  const list = await shop.http.get('/api/products?limit=1').expect(200);
  const search = await shop.http.get(`/api/products?q=lamp&facets=true&limit=100&priceMin=9000`).expect(200);
  const found = search.body.items.find((one: { productId: string }) => one.productId === product.productId);
  return {
    page: page.body.variants[0].price.amount,
    list: list.body.items[0].priceMin,
    search: found?.priceMin,
    offer: await offered(),
  };
}

async function offered(): Promise<number> {
  const { body } = await shop.internal('/internal/offers', { variantIds: [firstVariant(product).variantId] });
  const [offer] = body.offers as [{ price: { amount: number } }];
  return offer.price.amount;
}
const everywhere = (amount: number) => ({ page: amount, list: amount, search: amount, offer: amount });
const eventsOf = async () => {
  const entries = await shop.running.relay.journal.find({ subject: product.productId }).lean();
  return entries.map(({ envelope }) => productUpdated.schema.parse(envelope.data));
};

describe('a scheduled price', () => {
  test('comes and goes everywhere at its time, and everybody is told twice', async () => {
    const { version } = (await schedule([sale()]).expect(200)).body;
    expect(version).toBe(2);
    await shop.runJob('apply-prices');
    expect(await shown()).toEqual(everywhere(12_900));
    pass(1);
    await shop.runJob('apply-prices');
    expect(await shown()).toEqual(everywhere(9_900));
    const during = await shop.published(
      'product.updated',
      ({ subject, aggregateversion }) => subject === product.productId && aggregateversion === 3,
    );
    expect(productUpdated.schema.parse(during.data)).toMatchObject({
      changes: ['price'],
      variants: [{ price: { amount: 9_900 }, compareAtPrice: { amount: 12_900 } }],
    });
    pass(2);
    await shop.runJob('apply-prices');
    expect(await shown()).toEqual(everywhere(12_900));
    await shop.published(
      'product.updated',
      ({ subject, aggregateversion }) => subject === product.productId && aggregateversion === 4,
    );
    expect((await eventsOf()).map(({ changes }) => changes)).toEqual([['created'], ['price'], ['price']]);
  });

  test('changes once, however often and however late the job runs', async () => {
    await schedule([sale()]).expect(200);
    pass(2);
    await Promise.all([1, 2, 3].map(() => shop.running.context.products.reprice(product.productId)));
    await shop.runJob('apply-prices');
    expect((await shop.own(product.productId)).version).toBe(3);
    pass(100);
    await shop.runJob('apply-prices');
    await shop.runJob('apply-prices');
    expect(await shop.own(product.productId)).toMatchObject({ version: 4, priceMin: 12_900 });
  });

  test('is nothing that a checkout waits for: it sells at the price of the moment, before the job has run', async () => {
    await schedule([sale()]).expect(200);
    const { variantId } = firstVariant(product);
    const order = async (amount: number) => (await shop.reserve([{ variantId, quantity: 1, amount }])).outcome;
    expect([await order(9_900), await order(12_900)]).toEqual(['stale', 'reserved']);
    pass(1);
    expect([await order(12_900), await order(9_900)]).toEqual(['stale', 'reserved']);
    pass(2);
    expect([await order(9_900), await order(12_900)]).toEqual(['stale', 'reserved']);
  });

  test('that has begun already is in force at once, and ends when it is taken away', async () => {
    const page = (await schedule([{ from: inHours(-1), until: inHours(1), price: 5_000 }]).expect(200)).body;
    expect(page.variants[0]).toMatchObject({
      price: { amount: 5_000 },
      schedule: [{ price: 5_000, regularPrice: 12_900 }],
    });
    const over = (await schedule([]).expect(200)).body;
    expect(over.variants[0]).toMatchObject({ price: { amount: 12_900 } });
    expect(over.variants[0].schedule).toBeUndefined();
  });

  test('ends when its seller sets a price by hand', async () => {
    await schedule([{ from: inHours(-1), until: inHours(1), price: 5_000 }]).expect(200);
    const path = `/api/products/${product.productId}/variants/${firstVariant(product).variantId}`;
    await shop.http.patch(path).set('authorization', shop.seller.authorization).send({ price: 6_000 }).expect(200);
    pass(2);
    await shop.runJob('apply-prices');
    expect(await shop.own(product.productId)).toMatchObject({ priceMin: 6_000 });
  });

  test('outlives a change of the variants that leaves the price as it is', async () => {
    product = await shop.sell(chair);
    await schedule([{ from: inHours(-1), until: inHours(1), price: 5_000 }]).expect(200);
    const variants = chair.variants.map((variant, index) => (index === 0 ? { ...variant, price: 5_000 } : variant));
    await put(`/api/products/${product.productId}/variants`, { options: chair.options, variants }).expect(200);
    pass(2);
    await shop.runJob('apply-prices');
    expect(firstVariant(await shop.own(product.productId)).price.amount).toBe(8_900);
  });

  test('is only for its seller to see and to set', async () => {
    await schedule([sale()]).expect(200);
    const page = await shop.http.get(`/api/products/${product.productId}`).expect(200);
    expect(JSON.stringify(page.body)).not.toContain('9900');
    expect(page.body.variants[0]).not.toHaveProperty('schedule');
    await schedule([], await shop.user('seller')).expect(404);
    await schedule([], await shop.user('buyer')).expect(403);
    await shop.http.put(pathOf(product)).send({ prices: [] }).expect(401);
    await schedule([sale()], await shop.user('admin')).expect(200);
  });

  test('of a product that is deleted is forgotten', async () => {
    await schedule([sale()]).expect(200);
    await shop.http
      .delete(`/api/products/${product.productId}`)
      .set('authorization', shop.seller.authorization)
      .expect(204);
    pass(2);
    expect(await shop.running.context.products.withDuePrices(clock, 10)).not.toContain(product.productId);
    await shop.runJob('apply-prices');
  });

  test('is in the audit log before it is set', async () => {
    await schedule([sale()], await shop.user('admin')).expect(200);
    const record = await shop.running.audit.records.findOne({
      act: 'price.scheduled',
      subject: firstVariant(product).variantId,
    });
    expect(record?.detail).toMatchObject({ productId: product.productId, prices: [{ price: 9_900 }] });
  });

  test('is refused when it overlaps, is over, or the product has changed meanwhile', async () => {
    const { body } = await schedule([sale(), { from: inHours(2), price: 1 }]).expect(400);
    expect(body.errors).toEqual([expect.objectContaining({ field: 'body.prices.1.from' })]);
    const over = await schedule([{ from: inHours(-2), until: inHours(-1), price: 1 }]).expect(400);
    expect(over.body.errors).toEqual([{ field: 'body.prices.0.until', message: 'must be in the future' }]);
    await schedule([{ from: 'tomorrow', price: 1 }]).expect(400);
    await schedule([sale()]).set('if-match', '"9"').expect(412);
    await put(`/api/products/${product.productId}/variants/var_01j9zq6v8xe3tbd5wqmg8d2r4c/schedule`, {
      prices: [],
    }).expect(404);
  });
});
