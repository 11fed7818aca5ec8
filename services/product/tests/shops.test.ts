import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import {
  CartId,
  envelope,
  marketplaceCurrency,
  newId,
  OrderId,
  orderCanceled,
  orderPaid,
  PaymentId,
  ProductId,
  type SellerState,
  sellerUpdated,
  UserId,
} from '@credenza/contracts';
import { eventually, freePort, type TestUser } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ProductPage } from '../src/page-view.ts';
import { ProductInput } from '../src/product.ts';
import { newProduct } from '../src/product-change.ts';
import type { Product } from '../src/product-state.ts';
import { followShop, shopOf } from '../src/shop.ts';
import { openingLevels } from '../src/variants.ts';
import { orderFacts } from './orders.ts';
import { firstVariant, lamp, openShop, type Shop } from './support.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop?.stop());

const told = (sellerId: string, state: SellerState, name = 'Test seller') =>
  sellerUpdated.of({
    sellerId,
    state,
    name,
    currency: marketplaceCurrency,
    members: [{ userId: sellerId, role: 'owner' }],
    payoutReady: false,
    changes: ['state'],
  });

describe('a product follows its shop', () => {
  const input = ProductInput.parse(lamp);
  const productId = newId(ProductId);
  const sellerId = newId(UserId);
  const levels = openingLevels([]);
  const about = { productId, sellerId, sellerName: 'Oak', variants: [], levels, now: new Date(0) };
  const product = { ...newProduct(input, about).state, _id: productId, version: 1 };
  const said = (state: SellerState, name = 'Oak') => shopOf(told(sellerId, state, name).data, 2);
  const follow = (of: typeof product, state: SellerState, name?: string) =>
    followShop(of, said(state, name), new Map());

  test('and says so, without a change of anything that its seller has said', () => {
    const decision = follow(product, 'suspended');
    expect(decision?.state).toEqual({ sellerName: 'Oak', shopClosed: true });
    expect(decision?.facts).toMatchObject([{ data: { status: 'active', shopOpen: false, changes: ['status'] } }]);
    const closed = { ...product, shopClosed: true as const };
    const opened = follow(closed, 'active');
    expect({ ...closed, ...opened?.state, version: 1 }).toEqual({ ...product, shopClosed: undefined });
    expect(opened?.facts[0]?.data).not.toHaveProperty('shopOpen');
  });

  test('only when it is out of step, and not when it is deleted', () => {
    expect(follow(product, 'active')).toBeUndefined();
    for (const state of ['applied', 'suspended', 'closed'] as const)
      expect(follow({ ...product, shopClosed: true }, state)).toBeUndefined();
    expect(follow({ ...product, status: 'deleted' }, 'closed')).toBeUndefined();
  });

  test('under a new name too', () => {
    const decision = follow(product, 'active', 'Oak & Ash');
    expect(decision?.facts).toMatchObject([{ data: { sellerName: 'Oak & Ash', changes: ['details'] } }]);
  });
});

/** A shop with a founder of its own. */
class Stall {
  readonly founder: TestUser;
  #version = 0;

  constructor(founder: TestUser) {
    this.founder = founder;
  }

  static async open(): Promise<Stall> {
    return new Stall(await shop.user('seller'));
  }

  async becomes(state: SellerState, name?: string): Promise<void> {
    this.#version += 1;
    await shop.deliver(told(this.founder.userId, state, name), { version: this.#version });
    await shop.running.context.follower.quiet();
  }

  async sells(product: object = lamp): Promise<ProductPage> {
    return await shop.sell(product, this.founder);
  }

  async list(): Promise<string[]> {
    const { body } = await shop.http.get(`/api/products?sellerId=${this.founder.userId}&limit=100`).expect(200);
    return body.items.map(({ productId }: { productId: string }) => productId);
  }

  async stored(): Promise<(Product & { _id: string; version: number })[]> {
    const { model } = shop.running.context.products.aggregates;
    return await model.find({ sellerId: this.founder.userId }).select('-outbox -outboxLease').sort({ _id: 1 }).lean();
  }
}

const page = (productId: string) => shop.http.get(`/api/products/${productId}`);
const reserve = (product: ProductPage, orderId?: string) =>
  shop.reserve(
    [{ variantId: firstVariant(product).variantId, quantity: 1, amount: 12_900 }],
    orderId ? { orderId } : {},
  );
const offers = async (product: ProductPage) => {
  const { body } = await shop.internal('/internal/offers', { variantIds: [firstVariant(product).variantId] });
  return body.offers;
};

describe('a shop that is suspended', () => {
  test('has nothing on sale any more: not in lists, searches, facets, categories, pages, offers or orders', async () => {
    const stall = await Stall.open();
    const product = await stall.sells({ ...lamp, title: 'Zanzibar lantern', category: 'Home / Zanzibar' });
    expect(await stall.list()).toEqual([product.productId]);
    await stall.becomes('suspended');
    expect(await stall.list()).toEqual([]);
    const search = await shop.http.get('/api/products?q=zanzibar&facets=true').expect(200);
    expect(search.body).toMatchObject({ items: [], total: 0, facets: { sellers: [], categories: [] } });
    expect((await shop.http.get('/api/products?q=zanzi').expect(200)).body.items).toEqual([]);
    expect(JSON.stringify((await shop.http.get('/api/products/categories').expect(200)).body)).not.toContain(
      'Zanzibar',
    );
    await page(product.productId).expect(404);
    expect(await offers(product)).toMatchObject([{ forSale: false, shopOpen: false }]);
    expect((await reserve(product)).body).toMatchObject({ outcome: 'stale', differences: [{ kind: 'gone' }] });
    const event = await shop.published('product.updated', (one) => {
      return one.subject === product.productId && one.aggregateversion === 2;
    });
    expect(event.data).toMatchObject({ status: 'active', shopOpen: false, changes: ['status'] });
  });

  test('is still open to its members and to admins', async () => {
    const stall = await Stall.open();
    const product = await stall.sells();
    await stall.becomes('suspended');
    const admin = await shop.user('admin');
    for (const who of [stall.founder, admin]) {
      const { body } = await page(product.productId).set('authorization', who.authorization).expect(200);
      expect(body.status).toBe('active');
    }
    await page(product.productId).set('authorization', shop.seller.authorization).expect(404);
    const { body } = await shop.http.get('/api/products/mine').set('authorization', stall.founder.authorization);
    expect(body.counts).toMatchObject({ active: 1 });
  });

  test('goes on with the orders that it has: they are paid, canceled and restocked as ever', async () => {
    const stall = await Stall.open();
    const product = await stall.sells();
    const { variantId } = firstVariant(product);
    const [kept, returned] = [newId(OrderId), newId(OrderId)];
    await reserve(product, kept);
    await reserve(product, returned);
    await stall.becomes('suspended');
    expect((await reserve(product, kept)).outcome).toBe('reserved'); // the same command again
    const cart = { cartId: newId(CartId), cartVersion: 1, paymentId: newId(PaymentId) };
    await shop.deliver(orderPaid.of({ ...orderFacts(kept, product, 1), ...cart }));
    await shop.deliver(orderCanceled.of({ ...orderFacts(returned, product, 1), reason: 'buyer' }));
    const stock = await shop.running.context.stocks.aggregates.get(variantId);
    expect(stock).toMatchObject({ onHand: 49, available: 49, holds: [] });
  });

  test('sells nothing from the moment that is known, however many of its products say otherwise yet', async () => {
    const stall = await Stall.open();
    const product = await stall.sells();
    await shop.running.context.shops.learn(shopOf(told(stall.founder.userId, 'closed').data, 1)); // and nobody has followed
    expect(await offers(product)).toMatchObject([{ forSale: false, shopOpen: false }]);
    expect((await reserve(product)).outcome).toBe('stale');
  });
});

describe('a shop that opens again', () => {
  test('has everything as it was: drafts, archived products, prices, dates', async () => {
    const stall = await Stall.open();
    await stall.becomes('active');
    await stall.sells();
    await stall.sells({ ...lamp, title: 'A draft', status: 'draft' });
    await stall.sells({ ...lamp, title: 'An old one', status: 'archived' });
    const gone = await stall.sells({ ...lamp, title: 'Gone' });
    await shop.http
      .delete(`/api/products/${gone.productId}`)
      .set('authorization', stall.founder.authorization)
      .expect(204);
    const plain = async () => (await stall.stored()).map(({ version: _version, ...state }) => state);
    const [before, listed] = [await plain(), await stall.list()];
    await stall.becomes('suspended');
    expect(await plain()).not.toEqual(before);
    await stall.becomes('active');
    expect(await plain()).toEqual(before);
    expect(await stall.list()).toEqual(listed);
    expect(listed).toHaveLength(1);
  });

  test('keeps what its seller has changed meanwhile', async () => {
    const stall = await Stall.open();
    const product = await stall.sells();
    await stall.becomes('suspended');
    await shop.http
      .patch(`/api/products/${product.productId}`)
      .set('authorization', stall.founder.authorization)
      .send({ title: 'Better lamp' })
      .expect(200);
    await page(product.productId).expect(404);
    await stall.becomes('active');
    expect((await page(product.productId).expect(200)).body).toMatchObject({ title: 'Better lamp', status: 'active' });
    expect((await reserve(product)).outcome).toBe('reserved');
  });
});

describe('a shop that has only applied', () => {
  test('fills its shelves, and shows them on the day it opens', async () => {
    const stall = await Stall.open();
    await stall.becomes('applied');
    const product = await stall.sells();
    await page(product.productId).expect(404);
    expect(await stall.list()).toEqual([]);
    const event = await shop.published('product.updated', (one) => one.subject === product.productId);
    expect(event.data).toMatchObject({ changes: ['created'], shopOpen: false });
    await stall.becomes('active');
    await page(product.productId).expect(200);
    expect(await stall.list()).toEqual([product.productId]);
  });

  test('imports a catalogue that nobody sees yet', async () => {
    const stall = await Stall.open();
    await stall.becomes('applied');
    const { body } = await shop.http
      .post('/api/products/import')
      .set('authorization', stall.founder.authorization)
      .set('content-type', 'text/csv')
      .send('Handle,Title,Status,Variant Price\nshelf,Shelf,active,45.00\nbench,Bench,active,90.00\n')
      .expect(200);
    expect(body.products.created).toBe(2);
    expect(await stall.list()).toEqual([]);
    await stall.becomes('active');
    expect(await stall.list()).toHaveLength(2);
  });
});

describe('a shop that changes its name', () => {
  test('is called so on everything it sells and will sell', async () => {
    const stall = await Stall.open();
    const old = await stall.sells();
    await stall.becomes('active', 'Lund Oak Works');
    expect((await page(old.productId).expect(200)).body.sellerName).toBe('Lund Oak Works');
    expect((await stall.sells()).sellerName).toBe('Lund Oak Works');
  });
});

describe('staff', () => {
  const staffOf = (stall: Stall) =>
    shop.user('seller', { seller: stall.founder.userId, member: 'staff', name: 'Freja' });

  test('sell in the name of their shop and keep its products, no others', async () => {
    const [stall, other] = [await Stall.open(), await Stall.open()];
    await stall.becomes('active', 'Lund Oak Works');
    const [mine, theirs] = [await stall.sells(), await other.sells()];
    const freja = await staffOf(stall);
    const product = await shop.sell({ ...lamp, title: 'By staff' }, freja);
    expect(product).toMatchObject({ sellerId: stall.founder.userId, sellerName: 'Lund Oak Works' });
    const as = (request: ReturnType<typeof shop.http.get>) => request.set('authorization', freja.authorization);
    const { body } = await as(shop.http.get('/api/products/mine')).expect(200);
    expect(body.items).toHaveLength(2);
    await as(shop.http.patch(`/api/products/${mine.productId}`))
      .send({ title: 'Changed' })
      .expect(200);
    await as(shop.http.patch(`/api/products/${theirs.productId}`))
      .send({ title: 'Mine' })
      .expect(404);
    await as(shop.http.delete(`/api/products/${theirs.productId}`)).expect(404);
    await as(shop.http.get(`/api/products/export?sellerId=${other.founder.userId}`)).expect(403);
    expect((await as(shop.http.get('/api/products/export')).expect(200)).text).toContain('By staff');
    const draft = await shop.sell({ ...lamp, title: 'Draft', status: 'draft' }, stall.founder);
    await as(page(draft.productId)).expect(200);
  });

  test('of a shop that is not known here yet are asked to wait', async () => {
    const freja = await staffOf(await Stall.open());
    const answer = await shop.http.post('/api/products').set('authorization', freja.authorization).send(lamp);
    expect(answer.status).toBe(503);
  });
});

describe('events about a shop', () => {
  test('that come late or twice do not bring back what was', async () => {
    const stall = await Stall.open();
    const product = await stall.sells();
    const { userId } = stall.founder;
    await shop.deliver(told(userId, 'suspended'), { version: 5 });
    for (const version of [4, 1, 5]) await shop.deliver(told(userId, 'active'), { version });
    await shop.running.context.follower.quiet();
    await page(product.productId).expect(404);
    await shop.deliver(told(userId, 'active'), { version: 6 });
    await shop.running.context.follower.quiet();
    await page(product.productId).expect(200);
    expect((await stall.stored())[0]?.version).toBe(3);
  });

  test('in any order, all at once, leave the products as the newest says', async () => {
    for (let round = 0; round < 4; round += 1) {
      const stall = await Stall.open();
      await Promise.all(Array.from({ length: 12 }, (_, n) => stall.sells({ ...lamp, title: `Lamp ${n}` })));
      const states: SellerState[] = ['active', 'suspended', 'active', 'suspended', 'active', 'suspended', 'active'];
      const last: SellerState = round % 2 ? 'closed' : 'active';
      const events = [...states.slice(1), last].map(
        (state, n) => () => shop.deliver(told(stall.founder.userId, state), { version: n + 1 }),
      );
      const making = Array.from({ length: 6 }, (_, n) => stall.sells({ ...lamp, title: `New ${n}` }));
      await Promise.all([...events.reverse().map((send) => send()), ...making]);
      await shop.running.context.follower.quiet();
      const open = (await stall.stored()).map(({ shopClosed }) => shopClosed !== true);
      expect(open).toEqual(Array(18).fill(last === 'active'));
    }
  });

  test('a product that is made in the moment in which its shop closes is closed too', async () => {
    for (let round = 0; round < 25; round += 1) {
      const stall = await Stall.open();
      const making = Array.from({ length: 6 }, (_, n) => stall.sells({ ...lamp, title: `New ${n}` }));
      await Promise.all([...making, stall.becomes('suspended')]);
      await shop.running.context.follower.quiet();
      expect((await stall.stored()).map(({ shopClosed }) => shopClosed)).toEqual(Array(6).fill(true));
    }
  });

  test('a shop that nobody has told about is open', async () => {
    const stall = await Stall.open();
    const product = await stall.sells();
    await page(product.productId).expect(200);
    expect((await reserve(product)).outcome).toBe('reserved');
  });
});

describe('a shop with thousands of products', () => {
  const many = 2_000;

  /** Writes them past the API, which has tests of its own. */
  async function fill(stall: Stall): Promise<void> {
    const pattern = await stall.sells({ ...lamp, title: 'Pattern' });
    const { model } = shop.running.context.products.aggregates;
    const document = await model.findById(pattern.productId).lean();
    if (!document) throw new Error('no pattern');
    const copies = Array.from({ length: many - 1 }, (_, n) => ({
      ...document,
      _id: newId(ProductId),
      handle: `lamp-${n}`,
      variants: [],
      outbox: [],
      ...(n % 3 === 0 && { status: 'draft' }),
    }));
    await model.collection.insertMany(copies as never);
  }
  const inStep = async (stall: Stall, open: boolean) =>
    await shop.running.context.products.aggregates.model.countDocuments({
      sellerId: stall.founder.userId,
      shopClosed: { $exists: !open },
    });

  test('closes in the background: the event is taken at once, and buyers are served meanwhile', async () => {
    const stall = await Stall.open();
    await fill(stall);
    const other = await (await Stall.open()).sells({
      ...lamp,
      variants: [{ options: [], price: 12_900, stock: 9_999 }],
    });
    const began = performance.now();
    await shop.deliver(told(stall.founder.userId, 'suspended'), { version: 1 });
    expect(performance.now() - began).toBeLessThan(2_000);
    let served = 0;
    while ((await inStep(stall, false)) < many) {
      await page(other.productId).expect(200);
      expect((await reserve(other)).outcome).toBe('reserved');
      served += 1;
    }
    expect(served).toBeGreaterThan(3);
    await shop.running.context.follower.quiet();
    expect(await shop.running.context.shops.take(stall.founder.userId)).toBeUndefined(); // nothing is due
  }, 120_000);

  test('that was closing when its process died is closed by another one, and nothing is told twice', async () => {
    const stall = await Stall.open();
    await fill(stall);
    const { userId } = stall.founder;
    const [port, daprPort] = await Promise.all([freePort(), freePort()]);
    const child = spawn(process.execPath, ['src/server.ts'], {
      cwd: join(import.meta.dirname, '..'),
      env: { ...process.env, ...shop.env, NODE_OPTIONS: '', PORT: String(port), DAPR_HTTP_PORT: String(daprPort) },
      stdio: 'ignore',
    });
    await eventually(async () => (await fetch(`http://127.0.0.1:${port}/livez`)).ok, 60_000);
    const event = envelope(told(userId, 'suspended'), { source: 'test', version: 1, time: new Date() });
    await fetch(`http://127.0.0.1:${port}/events/seller.updated`, {
      method: 'POST',
      headers: { 'dapr-api-token': shop.appToken, 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(event),
    });
    await eventually(async () => (await inStep(stall, false)) > 0);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const left = await inStep(stall, true);
    expect(left).toBeGreaterThan(0);
    await shop.runJob('follow-shops');
    expect(await inStep(stall, true)).toBe(left); // its lease still runs
    await shop.running.db
      .collection('shops')
      .updateOne({ _id: userId as never }, { $set: { leasedUntil: new Date(0) } });
    await shop.runJob('follow-shops');
    expect(await inStep(stall, false)).toBe(many);
    const versions = await shop.running.context.products.aggregates.model.distinct('version', { sellerId: userId });
    expect(versions).toEqual([2]);
  }, 120_000);
});
