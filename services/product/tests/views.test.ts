import { type Envelope, newId, ProductId, productViewed, UserId } from '@credenza/contracts';
import { Aggregates } from '@credenza/service-kit';
import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ViewCounter } from '../src/view-counter.ts';
import { type ViewBatch, Views, viewBatches, viewsModel } from '../src/views.store.ts';
import { lamp, openShop, type Shop } from './support.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
}, 60_000);
afterAll(() => shop?.stop());

const look = (productId: string, authorization = '') =>
  shop.http.get(`/api/products/${productId}`).set(authorization ? { authorization } : {});

/** What the service has said about the views of a product. */
async function told(productId: string): Promise<{ views: number; event: Envelope }[]> {
  const entries = await shop.running.relay.journal.find({ type: 'product.viewed', subject: productId }).lean();
  return entries.map(({ envelope }) => ({ views: productViewed.schema.parse(envelope.data).views, event: envelope }));
}

const sum = (events: { views: number }[]) => events.reduce((total, { views }) => total + views, 0);

describe('the views of a product page', () => {
  test('are told as one event per product, with the shop and the time', async () => {
    const [one, other] = [await shop.sell(lamp), await shop.sell({ ...lamp, title: 'Another lamp' })];
    const before = new Date().toISOString();
    await Promise.all([look(one.productId), look(one.productId), look(one.productId), look(other.productId)]);
    await shop.running.context.views.flush();
    await eventually(async () => sum(await told(one.productId)) === 3);
    await eventually(async () => sum(await told(other.productId)) === 1);
    const [first] = await told(one.productId);
    const { sellerId, since, until } = productViewed.schema.parse(first?.event.data);
    expect(sellerId).toBe(shop.seller.userId);
    expect(since <= until && until >= before).toBe(true);
  });

  test('are those of buyers: neither its seller nor an admin counts, nor who finds no page', async () => {
    const { productId } = await shop.sell({ ...lamp, title: 'Seen by its seller' });
    const draft = await shop.sell({ ...lamp, title: 'A draft', status: 'draft' });
    const [admin, buyer, rival] = await Promise.all([shop.user('admin'), shop.user('buyer'), shop.user('seller')]);
    await look(productId, shop.seller.authorization).expect(200);
    await look(productId, admin.authorization).expect(200);
    await look(draft.productId).expect(404);
    await look(productId, buyer.authorization).expect(200);
    await look(productId, rival.authorization).expect(200);
    await shop.running.context.views.flush();
    await eventually(async () => sum(await told(productId)) === 2);
    expect(await told(draft.productId)).toEqual([]);
  });

  test('do not change the product: its version and its page stay as they are', async () => {
    const { productId, version } = await shop.sell({ ...lamp, title: 'Looked at' });
    const { headers } = await look(productId).expect(200);
    await shop.running.context.views.flush();
    await eventually(async () => sum(await told(productId)) === 1);
    expect((await shop.own(productId)).version).toBe(version);
    await look(productId)
      .set('if-none-match', headers.etag ?? '')
      .expect(304);
  });

  test('are told when the service stops', async () => {
    const second = await openShop();
    const { productId } = await second.sell(lamp);
    await second.http.get(`/api/products/${productId}`).expect(200);
    await second.running.context.views.stop();
    const event = await second.published('product.viewed');
    expect(productViewed.schema.parse(event.data)).toMatchObject({ productId, views: 1 });
    await second.stop();
  });
});

describe('a batch of views', () => {
  /** A counter of its own beside the service's, whose writes go through `write`. */
  function counter(write: (batch: ViewBatch, real: Views) => Promise<void>): ViewCounter {
    const { db, relay, log, context } = shop.running;
    const about = { noun: 'batch', service: 'product', relay, now: () => new Date() };
    const real = new Views(new Aggregates(viewsModel(db), about));
    return new ViewCounter({
      views: { write: (batch) => write(batch, real) },
      sellersOf: (ids) => context.products.sellersOf(ids),
      log,
      now: () => new Date(),
    });
  }

  test('whose write was not confirmed is written again, and told once', async () => {
    const { productId } = await shop.sell({ ...lamp, title: 'Written twice' });
    let attempts = 0;
    const views = counter(async (batch, real) => {
      attempts += 1;
      await real.write(batch);
      if (attempts === 1) throw new Error('the answer got lost');
    });
    for (let view = 0; view < 5; view += 1) views.count(productId);
    await expect(views.flush()).rejects.toThrow('the answer got lost');
    views.count(productId); // belongs to the next batch
    await views.flush();
    await eventually(async () => sum(await told(productId)) === 5);
    await views.flush();
    await eventually(async () => sum(await told(productId)) === 6);
    expect((await told(productId)).map(({ views: count }) => count).sort()).toEqual([1, 5]);
    expect(attempts).toBe(3);
  });

  test('that waits for the database keeps what is counted meanwhile, whoever else flushes', async () => {
    const { productId } = await shop.sell({ ...lamp, title: 'Counted in an outage' });
    let away = true;
    const views = counter(async (batch, real) => {
      if (away) throw new Error('away');
      await real.write(batch);
    });
    for (let round = 0; round < 4; round += 1) {
      views.count(productId);
      await expect(views.flush()).rejects.toThrow('away');
    }
    away = false;
    await Promise.all([views.flush(), views.flush(), views.flush()]);
    await eventually(async () => sum(await told(productId)) === 4);
    expect(await told(productId)).toHaveLength(2);
  });

  test('holds no more than 500 products, and leaves out those that nobody knows', () => {
    const sellerId = newId(UserId);
    const many = Array.from({ length: 1_201 }, () => ({ productId: newId(ProductId), sellerId, views: 2 }));
    const batches = viewBatches(many, { since: new Date(0), until: new Date(1_000) });
    expect(batches.map(({ facts }) => facts.length)).toEqual([500, 500, 201]);
    expect(new Set(batches.map(({ id }) => id)).size).toBe(3);
    expect(viewBatches([], { since: new Date(0), until: new Date(1_000) })).toEqual([]);
  });
});
