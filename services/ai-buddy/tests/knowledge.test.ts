import { productUpdated } from '@credenza/contracts';
import { type Running, startService } from '@credenza/service-kit';
import { eventually, type Harness, startForTest } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { LexicalEmbeddings } from '../src/knowledge/lexical-embeddings.ts';
import { service } from '../src/service.ts';
import { product, type Told } from './samples.ts';

let kit: Harness<Context>;

beforeAll(async () => {
  kit = await startForTest(service, { env: { REFRESH_MS: '100' } });
});
afterAll(() => kit?.stop());

const another = () =>
  startService(service, {
    env: { ...kit.env, REFRESH_MS: '100', PORT: '0', DAPR_HTTP_PORT: String(kit.sidecar.httpPort) },
    keys: kit.keys,
  });
const tell = async (told: Told, version: number) =>
  expect((await kit.deliver(productUpdated.of(told), { version })).status).toBe('SUCCESS');

async function ask(q: string, more: Record<string, string> = {}) {
  const { body } = await kit.http
    .get('/api/assistant/search')
    .query({ q, ...more })
    .expect(200);
  return body.items;
}
const refs = async (q: string, more?: Record<string, string>) => (await ask(q, more)).map(({ ref }: any) => ref);

describe('what the assistant knows', () => {
  test('is found in other words, with typos, and in German', async () => {
    const couch = product({
      title: 'Fjord sofa',
      description: 'Two seats in grey wool.',
      category: 'seating/sofas',
      tags: [],
    });
    await tell(couch, 1);
    for (const q of ['a grey couch for two people', 'gray sofs', 'graues Sofa aus Wolle']) {
      expect((await refs(q, { source: 'product' }))[0]).toBe(couch.productId);
    }
  });

  test('has the articles, and those for shops only for shops', async () => {
    await eventually(async () => (await refs('send something back')).includes('returns'));
    const seller = await kit.user('seller');
    const q = { q: 'commission payout handbook' };
    const { body } = await kit.http.get('/api/assistant/search').query(q).set('authorization', seller.authorization);
    const { body: stranger } = await kit.http.get('/api/assistant/search').query(q);
    const audiences = (items: any[]) => items.filter(({ ref }) => ref.startsWith('seller-')).length;
    expect(audiences(stranger.items)).toBe(0);
    expect(audiences(body.items)).toBeGreaterThan(0);
  });

  test('follows price and stock, whatever order the events come in', async () => {
    const table = product({ title: 'Quillon table' });
    await tell(table, 1);
    const dear = {
      ...table,
      variants: table.variants.map((one) => ({ ...one, price: { amount: 99_900, currency: 'EUR' } })),
    };
    const soldOut = { ...dear, variants: dear.variants.map((one) => ({ ...one, available: 0 })) };
    await tell(soldOut, 3);
    await tell(dear, 2);
    expect(kit.running.context.knowledge.product(table.productId)).toMatchObject({
      priceMin: 99_900,
      inStock: false,
      version: 3,
    });
    expect(await refs('quillon table', { priceMax: '50000' })).not.toContain(table.productId);
    expect(await refs('quillon table', { inStock: 'true' })).not.toContain(table.productId);
    expect(await refs('quillon table', { priceMin: '90000', category: 'tables' })).toContain(table.productId);
  });

  test.each<[string, Partial<Told>]>([
    ['deleted', { status: 'deleted' }],
    ['archived', { status: 'archived' }],
    ['in a shop that is not open', { shopOpen: false }],
  ])('a product that is %s is not found any more, not even by an event that comes late', async (_what, end) => {
    const lamp = product({ title: 'Zephyrine lamp' });
    await tell(lamp, 1);
    expect(await refs('zephyrine')).toContain(lamp.productId);
    await tell({ ...lamp, ...end }, 3);
    await tell(lamp, 2);
    expect(await refs('zephyrine')).not.toContain(lamp.productId);
  });

  test('a long description is found by its end as well, once', async () => {
    const long = `${'It stands well in any room. '.repeat(60)}The drawer hides a xylograph.`;
    const desk = product({ title: 'Writing desk', description: long });
    await tell(desk, 1);
    const found = (await ask('xylograph')).filter(({ ref }: any) => ref === desk.productId);
    expect(found).toHaveLength(1);
    expect(found[0].text).toContain('xylograph');
    await tell({ ...desk, description: 'Short.' }, 2);
    // By its vector it may still be near; by its words it is not.
    expect((await ask('xylograph')).some(({ text }: any) => text.includes('xylograph'))).toBe(false);
  });

  test('bad questions are refused', async () => {
    for (const query of [{}, { q: '' }, { q: 'x', limit: '0' }, { q: 'x', source: 'gossip' }, { q: 'x', more: 'y' }]) {
      await kit.http.get('/api/assistant/search').query(query).expect(400);
    }
    await kit.http.get('/api/assistant/search').query({ q: '$where §return ***' }).expect(200);
  });
});

describe('several replicas', () => {
  test('a restart knows what was known, and computes no vector again', async () => {
    const vase = product({ title: 'Ambergris vase' });
    await tell(vase, 1);
    const computed: string[] = [];
    const compute = LexicalEmbeddings.prototype.embedDocuments;
    LexicalEmbeddings.prototype.embedDocuments = async function (texts) {
      computed.push(...texts);
      return await compute.call(this, texts);
    };
    let again: Running<Context> | undefined;
    try {
      again = await another();
      const { knowledge } = again.context;
      await eventually(async () => knowledge.product(vase.productId));
      expect(knowledge.store.refs().sort()).toEqual(kit.running.context.knowledge.store.refs().sort());
      expect(computed).toEqual([]);
    } finally {
      LexicalEmbeddings.prototype.embedDocuments = compute;
      await again?.stop();
    }
  });

  test('agree within seconds on what is new, changed and gone, also when both learn at once', async () => {
    const other = await another();
    try {
      const items = Array.from({ length: 40 }, (_, at) => product({ title: `Tessera ${at}` }));
      await Promise.all(
        items.map(async (one, at) => {
          const { knowledge } = (at % 2 ? other : kit.running).context;
          const { loadProduct } = await import('../src/knowledge/load-product.ts');
          const versions = [1, 2, 3].map((version) => ({ ...one, title: `Tessera ${at} v${version}` }));
          await Promise.all(
            versions.map(async (told, index) => {
              const data = productUpdated.schema.parse(
                at % 5 === 0 && index === 2 ? { ...told, status: 'deleted' } : told,
              );
              await knowledge.learn([await loadProduct(data, index + 1)]);
            }),
          );
        }),
      );
      for (const { knowledge } of [kit.running.context, other.context]) {
        await eventually(() => {
          const titles = items.map(({ productId }) => knowledge.product(productId)?.title);
          return titles.every((title, at) => title === (at % 5 === 0 ? undefined : `Tessera ${at} v3`));
        });
      }
    } finally {
      await other.stop();
    }
  });
});
