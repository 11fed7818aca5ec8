import {
  newId,
  orderCanceled,
  orderPaid,
  orderReduced,
  ProductId,
  productUpdated,
  productViewed,
  returnReceived,
  UserId,
} from '@credenza/contracts';
import { type Harness, startForTest, type TestUser } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { service } from '../src/service.ts';
import { product, type Told } from './samples.ts';
import { ago, day, noon, piecesOf, sale, tellAt } from './trade.ts';

let kit: Harness<Context>;
let seller: TestUser;
let now = noon;

beforeAll(async () => {
  kit = await startForTest(service, { now: () => now });
  seller = await kit.user('seller');
});
afterAll(() => kit?.stop());

const get = (user: TestUser, path: string) =>
  kit.http.get(`/api/assistant/seller/${path}`).set('authorization', user.authorization);
const mine = (about: Parameters<typeof product>[0] = {}) => product({ sellerId: seller.userId, ...about });
const offer = (told: Told, about: { time?: Date; version?: number } = {}) =>
  tellAt(kit, productUpdated.of(told), { time: ago(120), ...about });
const rowOf = async (told: Told, user = seller) => {
  const { body } = await get(user, 'inventory?limit=100').expect(200);
  return body.items.find((one: any) => one.productId === told.productId);
};

/** Two pieces a day for so long. */
async function sellDaily(told: Told, days: number, quantity = 2): Promise<void> {
  for (let at = days; at >= 1; at -= 1) {
    await tellAt(kit, orderPaid.of(sale(told, { quantity })), { time: ago(at) });
  }
}

describe('the history of sales', () => {
  test('counts an order once, however often it is told', async () => {
    const told = mine();
    await offer(told);
    const order = sale(told, { quantity: 3 });
    const { id } = await tellAt(kit, orderPaid.of(order), { time: ago(2) });
    await tellAt(kit, orderPaid.of(order), { time: ago(2), id });
    await tellAt(kit, orderPaid.of(order), { time: ago(2) });
    expect(await rowOf(told)).toMatchObject({ sold: 3 });
  });

  test('takes off what is canceled and returned, also when that is heard first', async () => {
    const told = mine();
    await offer(told);
    const [order, other, third] = [sale(told, { quantity: 5 }), sale(told), sale(told, { quantity: 2 })];
    const reduced = { ...piecesOf(order, 1), by: 'buyer' as const };
    await tellAt(kit, orderReduced.of(reduced), { time: ago(1) });
    await tellAt(kit, orderPaid.of(order), { time: ago(3) });
    expect(await rowOf(told)).toMatchObject({ sold: 4 });
    const back = returnReceived.of({ ...piecesOf(order, 2), restock: true });
    await tellAt(kit, back, { time: ago(1) });
    await tellAt(kit, back, { time: ago(1) });
    expect(await rowOf(told)).toMatchObject({ sold: 2 });
    const { cartId: _cart, cartVersion: _version, ...facts } = other;
    await tellAt(kit, orderCanceled.of({ ...facts, reason: 'buyer' }), { time: ago(1) });
    await tellAt(kit, orderPaid.of(other), { time: ago(2) });
    expect(await rowOf(told)).toMatchObject({ sold: 2 });
    // An order that was never charged was no sale, and is none now.
    const { paymentId: _payment, ...unpaid } = { ...facts, ...third };
    await tellAt(kit, orderPaid.of(third), { time: ago(2) });
    await tellAt(kit, orderCanceled.of({ ...unpaid, reason: 'payment' }), { time: ago(1) });
    expect(await rowOf(told)).toMatchObject({ sold: 4 });
  });

  test('knows the price of each day, whatever order the events come in', async () => {
    const told = mine({ price: 10_000, available: 50 });
    const dearer = {
      ...told,
      variants: told.variants.map((one) => ({ ...one, price: { ...one.price, amount: 12_000 } })),
    };
    await offer(dearer, { version: 2, time: ago(10) });
    await offer(told, { version: 1, time: ago(40) });
    await offer(dearer, { version: 2, time: ago(10) });
    const [ware] = await kit.running.context.wares.ofShop(seller.userId, told.productId);
    expect(ware?.points.map(({ version }) => version)).toEqual([1, 2]);
    expect(ware?.points.at(-1)?.variants[0]?.price).toBe(12_000);
  });
});

describe('advice on stock', () => {
  test('says how long it lasts and how many to order, with reasons', async () => {
    const told = mine({ title: 'Often bought', available: 6 });
    await offer(told, { time: ago(60) });
    await sellDaily(told, 50);
    const again = { ...told, variants: told.variants.map((one) => ({ ...one, available: 6 })) };
    await offer(again, { version: 2, time: ago(0.1) });
    const row = await rowOf(told);
    expect(row).toMatchObject({ state: 'urgent', available: 6, sold: 54 });
    expect(row.perDay).toBeGreaterThan(1.5);
    expect(row.perDay).toBeLessThan(2.5);
    expect(row.days).toBeLessThan(5);
    expect(row.reorder).toBeGreaterThan(40);
    expect(row.reasons.map(({ code }: any) => code)).toEqual(['forecast', 'reorder']);
    // What takes longer to come has to be ordered in greater numbers.
    const { body } = await get(seller, 'inventory?leadDays=60&limit=100').expect(200);
    const later = body.items.find((one: any) => one.productId === told.productId);
    expect(later.reorder).toBeGreaterThan(row.reorder);
  });

  test('names what nobody buys, and says when people only look', async () => {
    const told = mine({ title: 'Never bought', available: 4 });
    await offer(told, { time: ago(150) });
    const view = { productId: told.productId, sellerId: seller.userId, views: 40 };
    const looked = productViewed.of({ ...view, since: ago(2).toISOString(), until: ago(1).toISOString() });
    const { id } = await tellAt(kit, looked, { time: ago(1) });
    await tellAt(kit, looked, { time: ago(1), id });
    const row = await rowOf(told);
    expect(row).toMatchObject({ state: 'dead', views: 40, reorder: 0, days: null });
    expect(row.reasons.map(({ code }: any) => code)).toEqual(['dead-stock', 'looked-at']);
  });

  test('counts down what was sold since the catalogue told', async () => {
    const told = mine({ available: 10 });
    await offer(told, { time: ago(5) });
    await tellAt(kit, orderPaid.of(sale(told, { quantity: 4 })), { time: ago(1) });
    expect(await rowOf(told)).toMatchObject({ available: 6 });
  });

  test('is for the shop alone: for its staff too, not for others and not for buyers', async () => {
    const told = mine();
    await offer(told);
    const staff = await kit.user('seller', { seller: seller.userId, member: 'staff' });
    expect(await rowOf(told, staff)).toBeDefined();
    expect(await rowOf(told, await kit.user('seller'))).toBeUndefined();
    await get(await kit.user('buyer'), 'inventory').expect(403);
    await kit.http.get('/api/assistant/seller/inventory').expect(401);
    await get(seller, 'inventory?leadDays=0').expect(400);
  });

  test('leaves out what is no longer on offer', async () => {
    const told = mine();
    await offer(told);
    await offer({ ...told, status: 'archived' }, { version: 2, time: ago(1) });
    expect(await rowOf(told)).toBeUndefined();
  });
});

describe('advice on a price', () => {
  const category = 'tables/rare-tables';
  const rival = (price: number) =>
    product({ category, price, title: 'Rare table', sellerId: newId(UserId), attributes: { material: 'oak' } });

  test('goes towards what comparable products cost, within bounds, and says why', async () => {
    const told = mine({ category, price: 40_000, title: 'Rare table', available: 5 });
    await offer(told);
    const rivals = [24_000, 25_000, 26_000, 25_500].map(rival);
    for (const one of rivals) await offer(one);
    const { body } = await get(seller, `products/${told.productId}/pricing`).expect(200);
    expect(body.market).toMatchObject({ count: 4 });
    expect(body.market.price).toBeGreaterThan(23_000);
    expect(body.market.price).toBeLessThan(27_000);
    expect(body.comparables.map(({ productId }: any) => productId).sort()).toEqual(
      rivals.map(({ productId }) => productId).sort(),
    );
    const [variant] = body.variants;
    expect(variant.proposed).toBeLessThan(40_000);
    expect(variant.proposed).toBeGreaterThanOrEqual(30_000);
    const codes = variant.reasons.map(({ code }: any) => code);
    expect(codes).toEqual(expect.arrayContaining(['market', 'own-price', 'no-history']));
    for (const { text } of variant.reasons) expect(text).toMatch(/^[A-Z0-9].*\.$/);
    expect(['low', 'medium', 'high']).toContain(variant.confidence);
    // Not below what it costs the shop.
    const costs = await get(seller, `products/${told.productId}/pricing?unitCost=38000`).expect(200);
    expect(costs.body.variants[0].proposed).toBeGreaterThanOrEqual(38_000);
  });

  test('learns from own prices how buyers react', async () => {
    const told = mine({ category: 'tables/own-tables', price: 10_000, available: 900 });
    const at = (amount: number) => ({
      ...told,
      variants: told.variants.map((one) => ({ ...one, price: { ...one.price, amount } })),
    });
    await offer(told, { version: 1, time: ago(84) });
    for (const [index, amount] of [12_000, 10_000, 12_000].entries())
      await offer(at(amount), { version: index + 2, time: ago(63 - index * 21) });
    for (let back = 83; back >= 1; back -= 1) {
      const dear = (back <= 63 && back > 42) || back <= 21;
      await tellAt(kit, orderPaid.of(sale(told, { quantity: dear ? 3 : 6, price: dear ? 12_000 : 10_000 })), {
        time: ago(back),
      });
    }
    const { body } = await get(seller, `products/${told.productId}/pricing`).expect(200);
    expect(body.variants[0].elasticity.prices).toBeGreaterThanOrEqual(2);
    expect(body.variants[0].elasticity.mean).toBeLessThan(-2);
    expect(body.variants[0].reasons.map(({ code }: any) => code)).toContain('elastic-cost-unknown');
    expect(body.market).toBeUndefined();
  });

  test('is refused for what is another shop’s or unknown', async () => {
    const other = product();
    await offer(other);
    for (const path of ['pricing', 'listing']) {
      await get(seller, `products/${other.productId}/${path}`).expect(404);
      await get(seller, `products/${newId(ProductId)}/${path}`).expect(404);
      await get(await kit.user('buyer'), `products/${other.productId}/${path}`).expect(403);
    }
  });
});

describe('advice on a listing', () => {
  test('names what better-selling listings say, and nobody’s sales', async () => {
    const category = 'lamps/reading';
    const told = mine({ category, title: 'Lamp', description: 'A lamp.', tags: [], attributes: {} });
    await offer(told);
    const rich = { category, description: 'A dimmable reading lamp with a linen shade, for shelves and desks.' };
    const better = ['Reading lamp', 'Desk lamp', 'Shelf lamp'].map((title) =>
      product({ ...rich, title, attributes: { material: 'brass' }, rating: { average: 5, count: 2 } }),
    );
    for (const one of better) {
      await offer(one);
      await tellAt(kit, orderPaid.of(sale(one, { quantity: 7 })), { time: ago(2) });
    }
    const { body } = await get(seller, `products/${told.productId}/listing`).expect(200);
    expect(body).toMatchObject({ productId: told.productId, comparedWith: 3 });
    const attribute = body.gaps.find(({ code }: any) => code === 'attribute');
    expect(attribute).toMatchObject({ among: 3, examples: ['brass'] });
    const words = body.gaps.filter(({ code }: any) => code === 'word').flatMap(({ examples }: any) => examples);
    expect(words).toEqual(expect.arrayContaining(['dimmable', 'linen']));
    expect(body.gaps.map(({ code }: any) => code)).toEqual(expect.arrayContaining(['reviews', 'description']));
    expect(JSON.stringify(body)).not.toContain('"sold"');
  });

  test('says so when there is nobody to learn from', async () => {
    const told = mine({ category: 'lamps/alone' });
    await offer(told);
    const { body } = await get(seller, `products/${told.productId}/listing`).expect(200);
    expect(body).toMatchObject({ comparedWith: 0, gaps: [] });
  });
});

describe('the weekly digest', () => {
  test('tells each week once, and only shops that there is something to tell', async () => {
    const shop = await kit.user('seller');
    const told = product({ sellerId: shop.userId, available: 20 });
    await offer(told);
    await tellAt(kit, orderPaid.of(sale(told, { quantity: 3, price: 1_000 })), { time: ago(5) });
    await tellAt(kit, orderPaid.of(sale(told, { quantity: 2, price: 1_000 })), { time: ago(12) });
    // This week is not over yet.
    await tellAt(kit, orderPaid.of(sale(told, { quantity: 9, price: 1_000 })), { time: ago(1) });
    const quiet = product({ sellerId: newId(UserId) });
    await offer(quiet);
    await kit.runJob('prepare-digests');
    const of = (id: string) => (event: { subject: string }) => event.subject === id;
    const { data } = await kit.published('digest.prepared', of(shop.userId));
    expect(data).toMatchObject({
      from: '2026-11-16T00:00:00.000Z',
      until: '2026-11-23T00:00:00.000Z',
      units: 3,
      unitsBefore: 2,
      sales: [{ amount: 3_000, currency: 'EUR' }],
    });
    await kit.runJob('prepare-digests');
    const told2 = await kit.running.relay.journal.find({ type: 'digest.prepared' }).lean();
    expect(told2.filter((one) => one.envelope.subject === shop.userId)).toHaveLength(1);
    expect(told2.filter((one) => one.envelope.subject === quiet.sellerId)).toHaveLength(0);
    now = new Date(noon.getTime() + 7 * day);
    await kit.runJob('prepare-digests');
    const next = await kit.published(
      'digest.prepared',
      (event) => event.subject === shop.userId && event.aggregateversion > 1,
    );
    expect(next.data).toMatchObject({ units: 9, unitsBefore: 3 });
    now = noon;
  });
});
