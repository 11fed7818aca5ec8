import { connectDapr, makeLog, RawReply } from '@credenza/service-kit';
import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { ProductPage } from '../src/page-view.ts';
import { rendered } from '../src/rendered.ts';
import { ReplyCache } from '../src/reply-cache.ts';
import { SharedPages } from '../src/shared-pages.ts';
import { lamp, openShop, type Shop } from './support.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop?.stop());

const log = makeLog('product', 'silent');
const state = () =>
  connectDapr({ port: shop.sidecar.httpPort, token: shop.env.DAPR_API_TOKEN ?? '', timeoutMs: 1_000 }).state;
const replica = () => new SharedPages(state(), log);
/** A replica that is slow to answer does without; so we ask until it had the time. */
const found = (pages: SharedPages, productId: string) => eventually(() => pages.get(productId));
const page = (title: string) => ({ reply: rendered({ title }, 1), variantIds: ['var_1'] });

describe('a hot page in the state store', () => {
  test('is the same for every replica, to the byte', async () => {
    const [one, two] = [replica(), replica()];
    const kept = page('lamp');
    one.keep('prd_same', kept);
    await one.quiet();
    expect(await found(two, 'prd_same')).toEqual(kept);
  });

  test('is gone for every replica once it has changed', async () => {
    const [one, two] = [replica(), replica()];
    one.keep('prd_gone', page('lamp'));
    one.drop('prd_gone');
    await one.quiet();
    expect(await two.get('prd_gone')).toBeUndefined();
  });

  test('is dropped by whoever has read it, should the one that kept it be dead', async () => {
    const [dead, reader, third] = [replica(), replica(), replica()];
    dead.keep('prd_dead', page('lamp'));
    await dead.quiet();
    await found(reader, 'prd_dead');
    reader.drop('prd_dead');
    await reader.quiet();
    expect(await third.get('prd_dead')).toBeUndefined();
  });

  test('is neither read nor kept just after a change, which a slower replica may not know yet', async () => {
    const [slow, quick] = [replica(), replica()];
    quick.drop('prd_slow');
    slow.keep('prd_slow', page('old'));
    await slow.quiet();
    expect(await quick.get('prd_slow')).toBeUndefined();
    quick.keep('prd_slow', page('older'));
    await quick.quiet();
    expect(await found(replica(), 'prd_slow')).toEqual(page('old'));
  });

  test('is not trusted after a gap in the news', async () => {
    const one = replica();
    one.keep('prd_gap', page('lamp'));
    await one.quiet();
    one.distrust();
    expect(await one.get('prd_gap')).toBeUndefined();
  });

  test('gets there when it is asked for often, and goes when the product changes', async () => {
    const { productId } = await shop.sell(lamp);
    const kept = async () => (await state().get(`page:${productId}`, z.object({ text: z.string() })))?.value;
    const shared = await eventually(async () => {
      const { body } = await shop.http.get(`/api/products/${productId}`).expect(200);
      expect(body.title).toBe(lamp.title);
      return await kept();
    }, 25_000);
    expect(ProductPage.parse(JSON.parse(shared.text)).title).toBe(lamp.title);
    await shop.http
      .patch(`/api/products/${productId}`)
      .set('authorization', shop.seller.authorization)
      .send({ title: 'Another' })
      .expect(200);
    const { body } = await shop.http.get(`/api/products/${productId}`);
    expect(body.title).toBe('Another');
    await eventually(async () => (await kept()) === undefined, 3_000);
  });

  test('is done without when the sidecar is gone, and quickly', async () => {
    const alone = replica();
    await alone.get('prd_alone');
    await shop.sidecar.stop();
    const began = performance.now();
    expect(await alone.get('prd_alone')).toBeUndefined();
    alone.keep('prd_alone', page('lamp'));
    alone.drop('prd_alone');
    await alone.quiet();
    expect(await alone.get('prd_alone')).toBeUndefined();
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});

test('an answer is hot whenever it was asked for another eight times', async () => {
  const hot: string[] = [];
  const cache = new ReplyCache(
    10_000,
    () => 1_000,
    (key) => hot.push(key),
  );
  for (let time = 0; time < 20; time += 1) await cache.get('key', async () => new RawReply(Buffer.from('x'), {}));
  await cache.get('cold', async () => new RawReply(Buffer.from('x'), {}));
  expect(hot).toEqual(['key', 'key']);
});
