import { expect, test } from '@jest/globals';
import { labelled } from '../../bench/search-quality/labels.ts';
import { ndcgAt10 } from '../../bench/search-quality/measures.ts';
import { ListQuery } from '../../services/product/src/list-query.ts';
import { SearchIndex } from '../../services/product/src/search-index.ts';
import { pageOfHits } from '../../services/product/src/search-order.ts';

const { products, queries } = labelled();
const index = new SearchIndex();
for (const product of products) index.put(product);
const results = queries.map(({ q, kind, grades }) => {
  const page = pageOfHits(index.find(ListQuery.parse({ q })).hits, 'relevance', { limit: 10, after: undefined });
  const found = page.map(({ row }) => row.id);
  return { q, kind, found, ndcg: ndcgAt10(found, grades) };
});
const mean = (kinds: string[]) => {
  const those = results.filter(({ kind }) => kinds.includes(kind));
  return those.reduce((sum, { ndcg }) => sum + ndcg, 0) / those.length;
};

test('the search puts what was meant on its first page', () => {
  expect(mean(['title'])).toBeGreaterThan(0.98);
  expect(mean(['kind', 'material', 'use', 'seller'])).toBeGreaterThan(0.93);
});

test('wrong letters, beginnings and other words find what was meant, too', () => {
  expect(mean(['typo'])).toBeGreaterThan(0.9);
  expect(mean(['beginning'])).toBeGreaterThan(0.85);
  expect(mean(['other words', 'sentence'])).toBeGreaterThan(0.6);
});

test('no query that means something on offer comes back empty', () => {
  expect(results.filter(({ found }) => found.length === 0)).toEqual([]);
});

test('the measure itself: a perfect order is 1, nothing is 0, a turned one lies between', () => {
  const grades = new Map([
    ['a', 3],
    ['b', 1],
  ]);
  expect(ndcgAt10(['a', 'b'], grades)).toBe(1);
  expect(ndcgAt10([], grades)).toBe(0);
  expect(ndcgAt10(['b', 'a'], grades)).toBeGreaterThan(0.5);
  expect(ndcgAt10(['b', 'a'], grades)).toBeLessThan(0.8);
});
