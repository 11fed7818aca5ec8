import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Order } from '../src/cursor.ts';
import { Sort } from '../src/list-query.ts';
import { pageOfHits, sortKeyOf } from '../src/search-order.ts';
import { wantedOf } from '../src/terms.ts';
import { indexOf, product, query } from './search-samples.ts';

const titles = (index: ReturnType<typeof indexOf>, q: string): string[] =>
  pageOfHits(index.find(query({ q })).hits, 'relevance', { limit: 100, after: undefined }).map(
    ({ row }) => row.titleKey,
  );

const shelf = indexOf(
  product('Oak Dining Table', { category: 'Dining / Tables', tags: ['table', 'oak'] }),
  product('Oak Dining Table Large', { category: 'Dining / Tables', tags: ['table', 'oak'] }),
  product('Dining Bench', { category: 'Dining / Benches', description: 'Goes with every oak dining table.' }),
  product('Walnut Sideboard', { category: 'Living / Sideboards', pairs: ['material:walnut', 'colour:brown'] }),
  product('Brass Floor Lamp', { category: 'Lighting / Floor lamps', vendor: 'Étoile' }),
  product('Linen Curtains', { category: 'Textiles / Curtains' }),
  product('Riverstone Sofa', { category: 'Living / Sofas' }),
);

describe('a search', () => {
  test('puts the exact title first, then titles that begin so, then mentions elsewhere', () => {
    expect(titles(shelf, 'oak dining table')).toEqual(['oak dining table', 'oak dining table large', 'dining bench']);
  });

  test.each([
    ['lamps', 'brass floor lamp'],
    ['curtain', 'linen curtains'],
    ['walnu', 'walnut sideboard'],
    ['wal side', 'walnut sideboard'],
    ['WALNUT', 'walnut sideboard'],
    ['etoile lamp', 'brass floor lamp'],
    ['brown sideboard', 'walnut sideboard'],
    ['a lamp for the floor', 'brass floor lamp'],
    ['couch', 'riverstone sofa'],
  ])('for "%s" finds the %s', (q, title) => {
    expect(titles(shelf, q)[0]).toBe(title);
  });

  test.each([
    ['wlanut sideboard', 'walnut sideboard'],
    ['walnutt', 'walnut sideboard'],
    ['sidebord', 'walnut sideboard'],
    ['curtians', 'linen curtains'],
    ['flor lamp', 'brass floor lamp'],
    ['riverston sofe', 'riverstone sofa'],
  ])('forgives wrong letters: "%s" finds the %s', (q, title) => {
    expect(titles(shelf, q)[0]).toBe(title);
  });

  test('does not correct a word that the shop knows', () => {
    const index = indexOf(product('Pine stool'), product('Pint glass'));
    expect(titles(index, 'pint')).toEqual(['pint glass']);
    expect(titles(index, 'pine')).toEqual(['pine stool']);
  });

  test('puts the word itself before longer words that begin so, wherever they stand', () => {
    const index = indexOf(product('Lampas curtain'), product('Oak table', { description: 'Takes a lamp.' }));
    expect(titles(index, 'lamp')).toEqual(['oak table', 'lampas curtain']);
  });

  test('with words that never come together shows what has most of them', () => {
    expect(titles(shelf, 'brass lamp unobtainium')).toEqual(['brass floor lamp']);
  });

  test('finds nothing for what is nowhere', () => {
    expect(titles(shelf, 'xyzzy')).toEqual([]);
    expect(titles(shelf, '!!')).toEqual([]);
  });

  test('looks for words that say nothing only when there are no others', () => {
    expect(wantedOf('the lamp').map(({ word }) => word)).toEqual(['lamp']);
    expect(wantedOf('the').map(({ word }) => word)).toEqual(['the']);
  });
});

describe('the index', () => {
  test('knows a product by its newest state only', () => {
    const old = product('Pine stool');
    const index = indexOf(old);
    index.put({ ...old, title: 'Birch stool', titleKey: 'birch stool', version: 3 });
    index.put({ ...old, title: 'Beech stool', titleKey: 'beech stool', version: 2 });
    expect(titles(index, 'stool')).toEqual(['birch stool']);
    expect(titles(index, 'pine')).toEqual([]);
  });

  test.each(['draft', 'archived', 'deleted'] as const)(
    'forgets a product that becomes %s, and takes it back',
    (status) => {
      const stool = product('Pine stool');
      const index = indexOf(stool);
      index.put({ ...stool, version: 2, status });
      expect(titles(index, 'pine')).toEqual([]);
      expect(index.size).toBe(0);
      index.put({ ...stool, version: 3 });
      expect(titles(index, 'pine')).toEqual(['pine stool']);
    },
  );

  test('finds the same after thousands of changes as one that was filled just now', () => {
    const goods = Array.from({ length: 300 }, (_, n) => product(`Stool ${n} ${n % 7 === 0 ? 'oak' : 'pine'}`));
    const index = indexOf(...goods);
    for (let version = 2; version < 20; version += 1)
      for (const one of goods) index.put({ ...one, version, title: `${one.title} v${version}` });
    for (const one of goods.slice(0, 100)) index.remove(one._id);
    const fresh = indexOf(...goods.slice(100).map((one) => ({ ...one, version: 19, title: `${one.title} v19` })));
    for (const q of ['stool', 'oak', 'v19', 'v18', 'pne', 'stool 299', 'sto']) {
      const ids = (of: typeof index) =>
        of
          .find(query({ q }))
          .hits.map(({ row, score }) => `${row.id} ${score}`)
          .sort();
      expect({ q, ids: ids(index) }).toEqual({ q, ids: ids(fresh) });
    }
    expect(index.versions()).toEqual(fresh.versions());
  });

  test('a removed product leaves no words behind', () => {
    const stool = product('Pine stool');
    const index = indexOf(stool, product('Pine table'));
    index.remove(stool._id);
    index.remove(stool._id);
    expect(titles(index, 'pine')).toEqual(['pine table']);
  });
});

describe('pages', () => {
  const anyProduct = fc.record({
    title: fc.constantFrom('Oak table', 'Oak chair', 'Table', 'Oak', 'Table oak lamp'),
    price: fc.integer({ min: 1, max: 5 }),
  });

  test.each(Sort.options)('by %s show everything once and in order, whatever the size of a page', (order: Order) => {
    fc.assert(
      fc.property(fc.array(anyProduct, { maxLength: 30 }), fc.integer({ min: 1, max: 7 }), (made, limit) => {
        const index = indexOf(...made.map(({ title, price }) => product(title, { priceMin: price })));
        const { hits } = index.find(query({ q: 'oak table' }));
        const whole = pageOfHits(hits, order, { limit: 1_000, after: undefined });
        expect(whole).toHaveLength(hits.length);
        const seen: string[] = [];
        let after: Parameters<typeof pageOfHits>[2]['after'];
        for (;;) {
          const page = pageOfHits(hits, order, { limit, after });
          seen.push(...page.slice(0, limit).map(({ row }) => row.id));
          const last = page[limit - 1];
          if (page.length <= limit || !last) break;
          after = { order, key: sortKeyOf(last, order), id: last.row.id };
        }
        expect(seen).toEqual(whole.map(({ row }) => row.id));
      }),
    );
  });

  test('a product keeps its score while others come and go', () => {
    const lamp = product('Brass lamp');
    const index = indexOf(lamp);
    const scoreOf = () => index.find(query({ q: 'lamp' })).hits.find(({ row }) => row.id === lamp._id)?.score;
    const before = scoreOf();
    for (let n = 0; n < 50; n += 1) index.put(product(`Lamp ${n}`));
    expect(scoreOf()).toBe(before);
  });
});

describe('suggestions', () => {
  test('complete a beginning with products and categories', () => {
    const { products, categories } = shelf.suggest('cur', 5);
    expect(products.map(({ titleKey }) => titleKey)).toEqual(['linen curtains']);
    expect(categories).toEqual(['Textiles / Curtains']);
  });

  test('are as many as asked for', () => {
    expect(shelf.suggest('oak', 1).products).toHaveLength(1);
    expect(shelf.suggest('zzz', 5)).toEqual({ products: [], categories: [] });
  });
});
