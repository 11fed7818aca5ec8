import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { filterOf } from '../src/list-filter.ts';
import { failing } from '../src/search-filter.ts';
import { rowFields, rowOf } from '../src/search-row.ts';
import { query } from './search-samples.ts';
import { lamp, openShop, type Shop } from './support.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop?.stop());

const found = async (q: string): Promise<string[]> =>
  (await shop.http.get(`/api/products?q=${encodeURIComponent(q)}`).expect(200)).body.items.map(
    ({ title }: { title: string }) => title,
  );
const patch = (productId: string, body: object) =>
  shop.http.patch(`/api/products/${productId}`).set('authorization', shop.seller.authorization).send(body).expect(200);

describe('a seller who looks for a product', () => {
  test('finds it as soon as it is on offer, under its new name, and no more when it is gone', async () => {
    const { productId } = await shop.sell({ ...lamp, title: 'Zirkon pendant', status: 'draft' });
    expect(await found('zirkon')).toEqual([]);
    await patch(productId, { status: 'active' });
    expect(await found('zirkon')).toEqual(['Zirkon pendant']);
    await patch(productId, { title: 'Quarz pendant' });
    expect(await found('zirkon')).toEqual([]);
    expect(await found('quarz')).toEqual(['Quarz pendant']);
    await shop.http.delete(`/api/products/${productId}`).set('authorization', shop.seller.authorization).expect(204);
    expect(await found('quarz')).toEqual([]);
  });

  test('finds it in spite of wrong letters', async () => {
    await shop.sell({ ...lamp, title: 'Hyacinth basket' });
    expect(await found('hyacint baskte')).toEqual(['Hyacinth basket']);
  });
});

test('a change that another process has made is found too', async () => {
  const { productId } = await shop.sell({ ...lamp, title: 'Obsidian bowl' });
  expect(await found('obsidian')).toHaveLength(1);
  // The other process writes the same way, without telling this one.
  const { model } = shop.running.context.products.aggregates;
  await model.updateOne({ _id: productId }, { $set: { title: 'Basalt bowl' }, $inc: { version: 1 } });
  await eventually(async () => (await found('basalt')).length === 1);
  expect(await found('obsidian')).toEqual([]);
});

test('after a gap in the change stream everything is compared with the database', async () => {
  const { productId } = await shop.sell({ ...lamp, title: 'Jasper vase' });
  const { model } = shop.running.context.products.aggregates;
  await model.updateOne({ _id: productId }, { $set: { title: 'Onyx vase' }, $inc: { version: 1 } });
  shop.running.context.search.gap();
  shop.running.context.reads.gap();
  expect(await found('onyx')).toEqual(['Onyx vase']);
});

test('suggestions complete a beginning with products and categories', async () => {
  await shop.sell({ ...lamp, title: 'Velvet chaise', category: 'Living / Chaises' });
  const { body } = await shop.http.get('/api/products/suggestions?q=chai&limit=3').expect(200);
  expect(body.products).toMatchObject([{ title: 'Velvet chaise', priceMin: 12_900 }]);
  expect(body.categories).toEqual(['Living / Chaises']);
  expect((await shop.http.get('/api/products/suggestions?q=zzzz')).body).toEqual({ products: [], categories: [] });
  await shop.http.get('/api/products/suggestions?q=').expect(400);
  await shop.http.get('/api/products/suggestions?q=x&limit=1000').expect(400);
});

test('the database and the index agree on what passes a filter', async () => {
  for (const [index, color] of ['red', 'blue', 'red', 'green'].entries()) {
    await shop.sell({
      ...lamp,
      title: `Filter ${index}`,
      category: index % 2 ? 'Test / Odd' : 'Test / Even',
      tags: index > 1 ? ['late', 'all'] : ['all'],
      attributes: { color, size: index > 2 ? 'L' : 'S' },
      variants: [{ options: [], price: 1_000 * (index + 1), stock: index }],
    });
  }
  const { model } = shop.running.context.products.aggregates;
  const rows = (await model.find({ status: 'active' }).select(rowFields).lean()).map((one) => rowOf(one));
  const anyQuery = fc.record(
    {
      category: fc.constantFrom('Test', 'Test / Odd', 'Tes', 'Home / Lamps'),
      priceMin: fc.integer({ min: 0, max: 5_000 }),
      priceMax: fc.integer({ min: 0, max: 5_000 }),
      inStock: fc.constantFrom('true', 'false'),
      tag: fc.subarray(['late', 'all', 'lamp'], { minLength: 1 }),
      attribute: fc.subarray(['color:red', 'color:blue', 'size:L', 'size:S', 'none:x'], { minLength: 1 }),
      sellerId: fc.constantFrom(shop.seller.userId, 'usr_01j9zq6v8xe3tbd5wqmg8d2r4c'),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(anyQuery, async (parameters) => {
      const asked = query(parameters);
      const inDatabase = (await model.find(filterOf(asked)).select('_id').lean()).map(({ _id }) => _id).sort();
      const inIndex = rows.filter((row) => failing(row, asked).length === 0).map(({ id }) => id);
      expect(inIndex.sort()).toEqual(inDatabase);
    }),
    { numRuns: 60 },
  );
});
