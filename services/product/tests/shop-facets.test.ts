import type { TestUser } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { failing } from '../src/search-filter.ts';
import { rowOf } from '../src/search-row.ts';
import { ShopFacets } from '../src/shop-facets.ts';
import { indexOf, product, query } from './search-samples.ts';
import { openShop, type Shop } from './support.ts';

const sizes = (...values: string[]) => [{ name: 'Size', values }];
const wardrobe = [
  product('Red shirt', { pairs: ['colour:red', 'fabric:wool'], options: sizes('S', 'M') }),
  product('Blue shirt', { pairs: ['colour:blue', 'fabric:wool'], options: sizes('M', 'L') }),
  product('Blue scarf', { pairs: ['colour:blue', 'fabric:silk'] }),
];
const chosen = ShopFacets.parse([
  { kind: 'option', name: 'Size', title: 'Your size' },
  { kind: 'attribute', name: 'colour', title: 'Colour' },
  { kind: 'attribute', name: 'sleeve', title: 'Sleeve' },
]);
const facets = (parameters: object = {}, choice: typeof chosen | undefined = chosen) => {
  const found = indexOf(...wardrobe).find(query({ facets: 'true', ...parameters }), choice);
  return (found.facets?.attributes ?? []).map(({ name, title, kind, values }) => [
    name,
    title,
    kind,
    Object.fromEntries(values.map(({ value, count }) => [value, count])),
  ]);
};

describe('the filters that a shop has chosen', () => {
  test('are shown in its order with its titles, and others are not', () => {
    expect(facets()).toEqual([
      ['Size', 'Your size', 'option', { M: 2, L: 1, S: 1 }],
      ['colour', 'Colour', undefined, { blue: 2, red: 1 }],
    ]);
    expect(
      indexOf(...wardrobe)
        .find(query({ facets: 'true' }))
        .facets?.attributes.map(({ name }) => name),
    ).toEqual(['colour', 'fabric']);
  });

  test('count right: a choice leaves its own alternatives open and narrows the others', () => {
    expect(facets({ option: 'Size:L' }).map((one) => one[3])).toEqual([{ M: 2, L: 1, S: 1 }, { blue: 1 }]);
    expect(facets({ attribute: 'colour:blue' }).map((one) => one[3])).toEqual([
      { M: 1, L: 1 },
      { blue: 2, red: 1 },
    ]);
    expect(facets({ attribute: 'colour:blue', option: 'Size:S' }).map((one) => one[3])).toEqual([
      { M: 1, L: 1 },
      { red: 1 },
    ]);
  });

  test('count what choosing them would leave, whatever else is chosen', () => {
    for (const other of [{}, { option: 'Size:M' }, { attribute: 'colour:blue' }, { option: ['Size:S', 'Size:L'] }]) {
      for (const [name, , kind, values] of facets(other)) {
        const parameter = kind === 'option' ? 'option' : 'attribute';
        const rest = Object.entries(other).filter(([key]) => key !== parameter);
        for (const [value, count] of Object.entries(values ?? {})) {
          const asked = query({ ...Object.fromEntries(rest), [parameter]: `${name}:${value}` });
          const left = wardrobe.filter((one) => failing(rowOf(one), asked).length === 0);
          expect({ other, name, value, count }).toEqual({ other, name, value, count: left.length });
        }
      }
    }
  });
});

describe('a shop', () => {
  let shop: Shop;
  let seller: TestUser;
  beforeAll(async () => {
    shop = await openShop();
    seller = await shop.user('seller');
    for (const [title, color, values] of [
      ['Red shirt', 'red', ['S', 'M']],
      ['Blue shirt', 'blue', ['M', 'L']],
    ] as const) {
      const variants = values.map((value) => ({ options: [value], price: 2_000, stock: 1 }));
      const options = [{ name: 'Size', values: [...values] }];
      await shop.sell({ title, status: 'active', attributes: { color, fabric: 'wool' }, options, variants }, seller);
    }
  }, 60_000);
  afterAll(() => shop?.stop());

  const choose = (choice: object[], as = seller) =>
    shop.http.put('/api/products/facets').set('authorization', as.authorization).send({ facets: choice });
  const list = async (parameters: string) => (await shop.http.get(`/api/products?${parameters}`).expect(200)).body;
  const names = async (parameters: string) =>
    (await list(`facets=true${parameters}`)).facets.attributes.map(({ name }: { name: string }) => name);
  const [size, color] = [
    { kind: 'option', name: 'Size', title: 'Your size' },
    { kind: 'attribute', name: 'color', title: 'Colour' },
  ];

  test('chooses for its own listing alone, and takes the choice back', async () => {
    const own = `&sellerId=${seller.userId}`;
    expect(await names(own)).toEqual(['fabric', 'color']);
    await choose([size, color]).expect(200);
    expect(await names(own)).toEqual(['Size', 'color']);
    expect(await names('')).toEqual(['fabric', 'color']);
    const seen = await shop.http.get('/api/products/facets').set('authorization', seller.authorization).expect(200);
    expect(seen.body).toEqual({ facets: [size, color] });
    await choose([color, size]).expect(200);
    expect(await names(own)).toEqual(['color', 'Size']);
    await choose([]).expect(200);
    expect(await names(own)).toEqual(['fabric', 'color']);
  });

  test('finds the same by an option whether the database or the index is asked', async () => {
    const titles = async (parameters: string) =>
      (await list(parameters)).items.map(({ title }: { title: string }) => title);
    for (const [option, found] of [
      ['option=Size:L', ['Blue shirt']],
      ['option=Size:S&option=Size:L', ['Blue shirt', 'Red shirt']],
      ['option=Size:M&attribute=color:red', ['Red shirt']],
      ['option=Size:XL', []],
    ] as const) {
      expect(await titles(option)).toEqual(found);
      expect(await titles(`${option}&facets=true`)).toEqual(found);
    }
  });

  test('is told what makes no sense, and nobody else may choose for it', async () => {
    for (const wrong of [[size, size], [{ ...size, kind: 'tag' }], [{ ...size, title: '' }]])
      await choose(wrong).expect(400);
    await choose([size], await shop.user('buyer')).expect(403);
    await choose([size], await shop.user('admin')).expect(403);
    await shop.http.put('/api/products/facets').send({ facets: [] }).expect(401);
    await choose([size], await shop.user('seller')).expect(200);
    expect(await names(`&sellerId=${seller.userId}`)).toEqual(['fabric', 'color']);
    await shop.http.get('/api/products?option=Size').expect(400);
  });
});
