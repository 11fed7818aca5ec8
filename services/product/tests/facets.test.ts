import { newId, UserId } from '@credenza/contracts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { failing } from '../src/search-filter.ts';
import { indexOf, oakSeller, product, query } from './search-samples.ts';

const otherSeller = newId(UserId);
const shop = indexOf(
  product('Red chair', { pairs: ['colour:red', 'material:oak'], priceMin: 3_000, tags: ['chair', 'sale'] }),
  product('Blue chair', { pairs: ['colour:blue', 'material:oak'], priceMin: 6_000, tags: ['chair'] }),
  product('Blue stool', {
    pairs: ['colour:blue', 'material:pine'],
    priceMin: 900,
    sellerId: otherSeller,
    inStock: false,
  }),
  product('Dear chair', { pairs: ['colour:red', 'material:pine'], priceMin: 250_000, tags: ['chair'] }),
);
const facets = (parameters: Record<string, unknown>) => {
  const found = shop.find(query({ facets: 'true', ...parameters }));
  return { total: found.total, ...found.facets };
};
const values = (found: ReturnType<typeof facets>, name: string) =>
  Object.fromEntries(
    (found.attributes?.find((one) => one.name === name)?.values ?? []).map(({ value, count }) => [value, count]),
  );

describe('facets', () => {
  test('of nothing are nothing', () => {
    expect(indexOf().find(query({ facets: 'true' }))).toEqual({
      hits: [],
      total: 0,
      facets: { categories: [], sellers: [], prices: [], tags: [], attributes: [], inStock: 0 },
    });
  });

  test('go on showing the alternatives to a chosen value', () => {
    const found = facets({ attribute: 'colour:red' });
    expect(found.total).toBe(2);
    expect(values(found, 'colour')).toEqual({ red: 2, blue: 2 });
    expect(values(found, 'material')).toEqual({ oak: 1, pine: 1 });
  });

  test('of other kinds count within what is chosen', () => {
    const found = facets({ attribute: ['colour:blue', 'material:oak'] });
    expect(found.total).toBe(1);
    expect(values(found, 'colour')).toEqual({ red: 1, blue: 1 });
    expect(values(found, 'material')).toEqual({ oak: 1, pine: 1 });
    expect(found.sellers).toEqual([{ sellerId: oakSeller, sellerName: 'Lund Oak Works', count: 1 }]);
  });

  test('of sellers, prices and stock leave their own choice out', () => {
    expect(facets({ sellerId: otherSeller }).sellers?.map(({ count }) => count)).toEqual([3, 1]);
    expect(facets({ priceMax: 5_000 }).prices).toEqual([
      { from: 0, to: 2_500, count: 1 },
      { from: 2_500, to: 5_000, count: 1 },
      { from: 5_000, to: 10_000, count: 1 },
      { from: 100_000, count: 1 },
    ]);
    expect(facets({ inStock: 'false' }).inStock).toBe(3);
  });

  test('a choice brings just as many products as its facet has promised', () => {
    const choice = fc.record(
      {
        attribute: fc.subarray(['colour:red', 'colour:blue', 'material:oak', 'material:pine'], { minLength: 1 }),
        sellerId: fc.constantFrom(oakSeller, otherSeller),
        tag: fc.subarray(['chair', 'sale'], { minLength: 1 }),
        priceMax: fc.constantFrom(1_000, 5_000, 10_000),
        inStock: fc.constantFrom('true', 'false'),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(choice, (chosen) => {
        const { attribute = [], ...others } = chosen;
        const before = facets({ ...chosen });
        for (const { name, values: counted } of before.attributes ?? []) {
          const kept = attribute.filter((pair) => !pair.startsWith(`${name}:`));
          for (const { value, count } of counted) {
            const narrowed = shop.find(query({ ...others, attribute: [...kept, `${name}:${value}`] }));
            expect({ name, value, count }).toEqual({ name, value, count: narrowed.total });
          }
        }
        for (const { sellerId, count } of before.sellers ?? []) {
          expect(shop.find(query({ ...chosen, sellerId })).total).toBe(count);
        }
        for (const { value, count } of before.tags ?? []) {
          expect(shop.find(query({ ...chosen, tag: [...(chosen.tag ?? []), value] })).total).toBe(count);
        }
      }),
    );
  });
});

test('a product that fails two filters says both', () => {
  const [hit] = shop.find(query({ q: 'stool' })).hits;
  if (!hit) throw new Error('there is a stool');
  expect(failing(hit.row, query({ priceMin: 1_000, attribute: 'colour:red', inStock: 'true' }))).toEqual([
    'price',
    'stock',
    'attribute:colour',
  ]);
});
