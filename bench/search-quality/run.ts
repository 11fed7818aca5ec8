/** `npm run eval:search`: how good the search is on the labelled queries, beside MongoDB's text index on the same products. */
import { ListQuery } from '../../services/product/src/list-query.ts';
import { SearchIndex } from '../../services/product/src/search-index.ts';
import { pageOfHits } from '../../services/product/src/search-order.ts';
import { startTestServers } from '../../tests/setup/processes.ts';
import { labelled } from './labels.ts';
import { firstIsRight, ndcgAt10 } from './measures.ts';
import { textQueries } from './text-query.ts';

const { products, queries } = labelled();
const servers = await startTestServers();
const theirs = await textQueries(servers.env.TEST_MONGO_URL ?? '', products, queries).finally(() => servers.stop());

const index = new SearchIndex();
for (const product of products) index.put(product);
const began = performance.now();
const ours = queries.map(({ q }) => {
  const { hits } = index.find(ListQuery.parse({ q }));
  return pageOfHits(hits, 'relevance', { limit: 10, after: undefined })
    .slice(0, 10)
    .map(({ row }) => row.id);
});
const ms = (performance.now() - began) / queries.length;

const results = queries.map(({ q, kind, grades }, at) => ({
  q,
  kind,
  grades,
  ours: ours[at] ?? [],
  theirs: theirs[at] ?? [],
}));
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const show = (value: number) => value.toFixed(3).padStart(8);
function row(name: string, of: typeof results): void {
  const figures = (['ours', 'theirs'] as const).map((which) => {
    const ndcg = mean(of.map((one) => ndcgAt10(one[which], one.grades)));
    const right = mean(of.map((one) => Number(firstIsRight(one[which], one.grades))));
    const empty = mean(of.map((one) => Number(one[which].length === 0)));
    return `${show(ndcg)}${show(right)}${show(empty)}`;
  });
  console.log(`${name.padEnd(13)}${String(of.length).padStart(5)}   ${figures.join('    ')}`);
}

console.log(`${products.length} products, ${queries.length} queries\n`);
console.log(`${' '.repeat(21)}${'this search'.padEnd(24)}    MongoDB's text index`);
console.log(`kind         count   ${' nDCG@10   first   empty'.repeat(1)}     nDCG@10   first   empty`);
for (const [kind, group] of Map.groupBy(results, (one) => one.kind)) row(kind, group);
row('all', results);
console.log(
  `\nfirst: the first result is just what was meant; empty: queries without any result. ${ms.toFixed(2)} ms per query.`,
);
const worst = results
  .map((one) => ({ q: one.q, ndcg: ndcgAt10(one.ours, one.grades) }))
  .filter(({ ndcg }) => ndcg < 0.5)
  .sort((a, b) => a.ndcg - b.ndcg);
if (worst.length > 0) console.log(`Below 0.5: ${worst.map(({ q, ndcg }) => `${q} (${ndcg.toFixed(2)})`).join(', ')}`);
