import { pageOf } from '@credenza/contracts';
import { RawReply, startService } from '@credenza/service-kit';
import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ProductCard } from '../src/card-view.ts';
import { ProductPage } from '../src/page-view.ts';
import { ReplyCache } from '../src/reply-cache.ts';
import { service } from '../src/service.ts';
import { firstVariant, lamp, openShop, type Shop } from './support.ts';

let shop: Shop;
/** A second replica on the same database. */
let replica: Awaited<ReturnType<typeof startReplica>>;

async function startReplica() {
  const running = await startService(service, {
    env: { ...shop.env, PORT: '0', DAPR_HTTP_PORT: String(shop.sidecar.httpPort) },
  });
  await eventually(() => running.context.feed.upToDate());
  return running;
}

beforeAll(async () => {
  shop = await openShop();
  replica = await startReplica();
});
afterAll(async () => {
  await replica?.stop();
  await shop?.stop();
});

const page = async (base: string, productId: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${base}/api/products/${productId}`, { headers });
  return {
    status: answer.status,
    etag: answer.headers.get('etag') ?? '',
    body: answer.status === 200 ? ProductPage.parse(await answer.json()) : undefined,
  };
};
const edit = (productId: string, body: object) =>
  shop.http.patch(`/api/products/${productId}`).set('authorization', shop.seller.authorization).send(body).expect(200);

describe('a product page from the cache', () => {
  test('is the same bytes with the same ETag, and 304 for a client that has them', async () => {
    const { productId } = await shop.sell(lamp);
    const first = await page(shop.running.url, productId);
    const second = await page(shop.running.url, productId);
    expect(second).toEqual(first);
    expect((await page(shop.running.url, productId, { 'if-none-match': first.etag })).status).toBe(304);
  });

  test('shows a change at once where it was made', async () => {
    const { productId } = await shop.sell(lamp);
    for (let number = 0; number < 20; number += 1) {
      await page(shop.running.url, productId);
      await edit(productId, { title: `Title ${number}` });
      expect((await page(shop.running.url, productId)).body?.title).toBe(`Title ${number}`);
    }
  });

  test('shows a change soon in every other replica', async () => {
    const { productId } = await shop.sell(lamp);
    await page(replica.url, productId);
    await edit(productId, { title: 'Seen everywhere' });
    await eventually(async () => (await page(replica.url, productId)).body?.title === 'Seen everywhere', 1_500);
  });

  test('shows a sale soon everywhere, with another ETag', async () => {
    const product = await shop.sell(lamp);
    const before = await page(replica.url, product.productId);
    await shop.reserve([{ variantId: firstVariant(product).variantId, quantity: 1, amount: 12_900 }]);
    for (const base of [shop.running.url, replica.url]) {
      await eventually(async () => (await page(base, product.productId)).body?.variants[0]?.available === 49, 1_500);
      const known = await page(base, product.productId, { 'if-none-match': before.etag });
      expect(known.status).toBe(200);
    }
  });

  test('is gone everywhere once the product is', async () => {
    const { productId } = await shop.sell(lamp);
    await page(replica.url, productId);
    await edit(productId, { status: 'archived' });
    expect((await page(shop.running.url, productId)).status).toBe(404);
    await eventually(async () => (await page(replica.url, productId)).status === 404, 1_500);
  });

  test('never shows the seller’s figures to others', async () => {
    const { productId } = await shop.sell(lamp);
    await shop.own(productId);
    expect(JSON.stringify((await page(shop.running.url, productId)).body)).not.toMatch(/onHand|held|lowStock/);
  });
});

describe('a list from the cache', () => {
  test('shows a new product at once where it was made and soon elsewhere', async () => {
    const titles = async (base: string): Promise<string[]> => {
      const answer = await fetch(`${base}/api/products?limit=1`);
      const { items } = pageOf(ProductCard).parse(await answer.json());
      return items.map(({ title }) => title);
    };
    await titles(replica.url);
    await shop.sell({ ...lamp, title: 'The newest' });
    expect(await titles(shop.running.url)).toEqual(['The newest']);
    await eventually(async () => (await titles(replica.url))[0] === 'The newest', 1_500);
  });
});

describe('the change feed', () => {
  test('starts again when its stream breaks, and nothing stale stays', async () => {
    const { productId } = await shop.sell(lamp);
    await page(replica.url, productId);
    const admin = shop.running.db.getClient().db('admin');
    const { inprog } = await admin.command({
      currentOp: 1,
      'cursor.originatingCommand.pipeline.0.$changeStream': { $exists: true },
    });
    const ids = inprog
      .filter((one: { ns?: string }) => one.ns?.startsWith(shop.running.db.name))
      .map((one: { cursor: { cursorId: unknown } }) => one.cursor.cursorId);
    const database = shop.running.db.getClient().db(shop.running.db.name);
    expect(ids.length).toBeGreaterThan(0);
    await database.command({ killCursors: '$cmd.aggregate', cursors: ids });
    await edit(productId, { title: 'While it was broken' });
    await eventually(async () => (await page(replica.url, productId)).body?.title === 'While it was broken', 6_000);
    await eventually(() => replica.context.feed.upToDate());
  });
});

describe('answers that are kept', () => {
  const reply = (text: string) => new RawReply(Buffer.from(text), {});
  const later = () => {
    let finish: (value: RawReply) => void = () => undefined;
    const promise = new Promise<RawReply>((resolve) => {
      finish = resolve;
    });
    return { promise, finish };
  };

  test('are rendered once for many who ask at once', async () => {
    const cache = new ReplyCache(10_000, () => 1_000);
    let loads = 0;
    const load = async () => {
      loads += 1;
      return reply('x');
    };
    const replies = await Promise.all(Array.from({ length: 50 }, () => cache.get('key', load)));
    expect([loads, new Set(replies).size]).toEqual([1, 1]);
  });

  test('never keep what was being rendered while it changed', async () => {
    const cache = new ReplyCache(10_000, () => 1_000);
    const old = later();
    const reading = cache.get('key', () => old.promise);
    cache.drop('key');
    const fresh = await cache.get('key', async () => reply('new'));
    old.finish(reply('old'));
    await reading;
    expect(cache.peek('key')).toBe(fresh);
  });

  test('are not given when they are older than allowed right now', async () => {
    let maxAge = 1_000;
    const cache = new ReplyCache(10_000, () => maxAge);
    await cache.get('key', async () => reply('x'));
    expect(cache.peek('key')).toBeDefined();
    maxAge = -1;
    expect(cache.peek('key')).toBeUndefined();
  });

  test('do not keep a failure', async () => {
    const cache = new ReplyCache(10_000, () => 1_000);
    await expect(cache.get('key', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await cache.get('key', async () => reply('x'))).toBeDefined();
  });
});
