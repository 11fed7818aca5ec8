import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lamp, openShop, type Shop } from './support.ts';

let shop: Shop;

const goods = [
  {
    title: 'Brass floor lamp',
    category: 'Home / Lamps / Floor lamps',
    price: 12_900,
    tags: ['brass', 'light'],
    color: 'gold',
    stock: 3,
  },
  {
    title: 'Brass table lamp',
    category: 'Home / Lamps / Table lamps',
    price: 4_900,
    tags: ['brass', 'light'],
    color: 'gold',
    stock: 0,
  },
  {
    title: 'Glass table lamp',
    category: 'Home / Lamps / Table lamps',
    price: 5_900,
    tags: ['glass', 'light'],
    color: 'clear',
    stock: 8,
  },
  { title: 'Oak table', category: 'Home / Tables', price: 49_900, tags: ['oak'], color: 'brown', stock: 2 },
  { title: 'Walnut table', category: 'Home / Tables', price: 79_900, tags: ['walnut'], color: 'brown', stock: 2 },
  { title: 'Lampas curtain', category: 'Home / Textiles', price: 9_900, tags: ['silk'], color: 'gold', stock: 2 },
];

beforeAll(async () => {
  shop = await openShop();
  const second = await shop.user('seller');
  for (const [index, { title, category, price, tags, color, stock }] of goods.entries()) {
    const product = {
      ...lamp,
      title,
      category,
      tags,
      descriptionHtml: `<p>${title}, made by hand${index === 3 ? ', seats six and takes a lamp' : ''}.</p>`,
      attributes: { color, 'made in': index % 2 ? 'Italy' : 'Portugal' },
      variants: [{ options: [], price, stock }],
    };
    await shop.sell(product, index < 4 ? shop.seller : second);
  }
  await shop.sell({ ...lamp, title: 'A lamp that is not ready', status: 'draft' });
});
afterAll(() => shop?.stop());

const list = async (query: string) => (await shop.http.get(`/api/products?${query}`).expect(200)).body;
const titles = async (query: string): Promise<string[]> =>
  (await list(query)).items.map(({ title }: { title: string }) => title);

describe('a list', () => {
  test('shows what is on offer, the newest first, with what a card needs', async () => {
    const { items } = await list('');
    expect(items.map(({ title }: { title: string }) => title)).toEqual(goods.map(({ title }) => title).reverse());
    expect(items.at(-1)).toEqual({
      productId: expect.stringMatching(/^prd_/),
      handle: 'brass-floor-lamp',
      title: 'Brass floor lamp',
      sellerId: shop.seller.userId,
      sellerName: shop.seller.name,
      category: 'Home / Lamps / Floor lamps',
      tags: ['brass', 'light'],
      image: { src: '/media/lamp.svg', alt: 'a lamp' },
      currency: 'EUR',
      priceMin: 12_900,
      priceMax: 12_900,
      inStock: true,
    });
  });

  test.each([
    ['category=Home / Lamps', ['Glass table lamp', 'Brass table lamp', 'Brass floor lamp']],
    ['category=Home / Lamps / Table lamps', ['Glass table lamp', 'Brass table lamp']],
    ['category=Home / Lam', []],
    ['priceMin=5900&priceMax=12900', ['Lampas curtain', 'Glass table lamp', 'Brass floor lamp']],
    ['inStock=false', ['Brass table lamp']],
    ['tag=light&tag=brass', ['Brass table lamp', 'Brass floor lamp']],
    ['attribute=color:brown&attribute=color:clear', ['Walnut table', 'Oak table', 'Glass table lamp']],
    ['attribute=color:gold&attribute=made in:Italy', ['Lampas curtain', 'Brass table lamp']],
    ['category=Home / Lamps&inStock=true&priceMax=6000', ['Glass table lamp']],
    [
      'sort=price-asc',
      ['Brass table lamp', 'Glass table lamp', 'Lampas curtain', 'Brass floor lamp', 'Oak table', 'Walnut table'],
    ],
    ['sort=price-desc&limit=2', ['Walnut table', 'Oak table']],
    ['sort=title&limit=3', ['Brass floor lamp', 'Brass table lamp', 'Glass table lamp']],
    ['q=walnut', ['Walnut table']],
    ['q=lamps&sort=price-asc&limit=1', ['Brass table lamp']],
    ['q=curt', ['Lampas curtain']],
    ['q=wal tab', ['Walnut table']],
    ['q=lamp&category=Home / Tables', ['Oak table']],
    ['q=nothing-of-that-kind', []],
  ])('%s', async (query, expected) => {
    expect(await titles(encodeURI(query))).toEqual(expected);
  });

  test('of one seller shows nobody else’s products', async () => {
    expect(await titles(`sellerId=${shop.seller.userId}`)).toHaveLength(4);
  });

  test('a search puts a word in the title before the same word in the description', async () => {
    const found = await titles('q=lamp');
    expect(found.slice(0, 3).sort()).toEqual(['Brass floor lamp', 'Brass table lamp', 'Glass table lamp']);
    expect(found[3]).toBe('Oak table');
  });

  test.each(['newest', 'price-asc', 'price-desc', 'title', 'relevance&q=lamp', 'newest&q=la'])(
    'sorted by %s shows every product once over its pages, whatever is added meanwhile',
    async (sort) => {
      const whole = await titles(`sort=${sort}`);
      const seen: string[] = [];
      let cursor = '';
      do {
        const page = await list(`sort=${sort}&limit=2${cursor && `&cursor=${cursor}`}`);
        seen.push(...page.items.map(({ title }: { title: string }) => title));
        cursor = page.nextCursor ?? '';
        const fresh = await shop.sell({ ...lamp, title: 'AAA lamp', variants: [{ options: [], price: 1, stock: 1 }] });
        await shop.http.delete(`/api/products/${fresh.productId}`).set('authorization', shop.seller.authorization);
      } while (cursor);
      expect(seen).toEqual(whole);
    },
  );

  test.each([
    'limit=0',
    'limit=101',
    'sort=best',
    'priceMin=-1',
    'priceMin=abc',
    'priceMin=Infinity',
    'inStock=maybe',
    'attribute=color',
    'unknown=1',
    'q=',
    'q[$ne]=x',
    'sellerId=1',
    'cursor=abc',
    'cursor=WyJuZXdlc3QiLDEsMl0',
    `cursor=${Buffer.from('["price-asc","x","prd_01j9zq6v8xe3tbd5wqmg8d2r4c"]').toString('base64url')}&sort=price-asc`,
    `cursor=${Buffer.from('["title","x","prd_01j9zq6v8xe3tbd5wqmg8d2r4c"]').toString('base64url')}&sort=price-asc`,
  ])('refuses %s with a problem', async (query) => {
    const answer = await shop.http.get(`/api/products?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].field).toMatch(/^query/);
  });

  test.each(['-', '"', '$where', '\\', '--', '(', '%00', 'a%22b', '🪑', '.*', 'x'.repeat(200)])(
    'a search for %s is only a search',
    async (q) => {
      await shop.http
        .get(`/api/products?q=${q.startsWith('%') || q.includes('%22') ? q : encodeURIComponent(q)}`)
        .expect(200);
    },
  );
});

describe('facets', () => {
  test('count what the result could be narrowed by', async () => {
    const { total, facets, items } = await list('facets=true&category=Home / Lamps&limit=1');
    expect(items).toHaveLength(1);
    expect(total).toBe(3);
    expect(facets).toEqual({
      categories: [
        { value: 'Home', count: 3 },
        { value: 'Home / Lamps', count: 3 },
        { value: 'Home / Lamps / Table lamps', count: 2 },
        { value: 'Home / Lamps / Floor lamps', count: 1 },
      ],
      sellers: [{ sellerId: shop.seller.userId, sellerName: shop.seller.name, count: 3 }],
      prices: [
        { from: 2_500, to: 5_000, count: 1 },
        { from: 5_000, to: 10_000, count: 1 },
        { from: 10_000, to: 25_000, count: 1 },
      ],
      tags: [
        { value: 'light', count: 3 },
        { value: 'brass', count: 2 },
        { value: 'glass', count: 1 },
      ],
      attributes: expect.arrayContaining([
        {
          name: 'color',
          values: [
            { value: 'gold', count: 2 },
            { value: 'clear', count: 1 },
          ],
        },
      ]),
      inStock: 2,
    });
  });

  test('follow the search', async () => {
    expect((await list('facets=true&q=walnut')).total).toBe(1);
    expect((await list('facets=true&q=nothing-of-that-kind')).total).toBe(0);
  });
});

test('categories are a tree with counts', async () => {
  const { body } = await shop.http.get('/api/products/categories').expect(200);
  expect(body.items).toEqual([
    { path: 'Home', name: 'Home', count: 6 },
    { path: 'Home / Lamps', name: 'Lamps', parent: 'Home', count: 3 },
    { path: 'Home / Lamps / Floor lamps', name: 'Floor lamps', parent: 'Home / Lamps', count: 1 },
    { path: 'Home / Lamps / Table lamps', name: 'Table lamps', parent: 'Home / Lamps', count: 2 },
    { path: 'Home / Tables', name: 'Tables', parent: 'Home', count: 2 },
    { path: 'Home / Textiles', name: 'Textiles', parent: 'Home', count: 1 },
  ]);
});
