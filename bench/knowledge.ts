import { LexicalEmbeddings } from '../services/ai-buddy/src/knowledge/lexical-embeddings.ts';
import { quantize, VectorIndex } from '../services/ai-buddy/src/knowledge/vector-index.ts';
import { offeredProducts } from './search-quality/labels.ts';

/** What an index of so many synthetic products costs, and what it finds. */
export interface KnowledgeFigures {
  products: number;
  /** Until the graph is there, in seconds, without making the vectors. */
  buildSeconds: number;
  /** Memory for 100,000 vectors with their graph, in MB. */
  memoryMb: number;
  /** In ms, through the graph. */
  p50: number;
  p95: number;
  /** How many of the ten that are really nearest are found through the graph, from 0 to 1. */
  recallAt10: number;
}

const questions = 200;

/**
 * Builds the assistant's vector index over made-up products: titles, descriptions and tags of the demo catalogue put together anew.
 *
 * @param products how many
 * @returns the figures
 */
export async function measureKnowledge(products: number): Promise<KnowledgeFigures> {
  const sources = offeredProducts().map(({ state }) => state);
  const at = (index: number) => sources[index % sources.length];
  const textOf = (index: number) => {
    const [one, other, third] = [at(index), at(index * 7 + 3), at(index * 31 + 11)];
    return `${one?.title} ${index}\n${other?.description}\n${third?.tags.join(' ')}`;
  };
  const embeddings = new LexicalEmbeddings();
  const vectors: Int8Array[] = [];
  for (let index = 0; index < products; index += 1) vectors.push(quantize(await embeddings.embedQuery(textOf(index))));

  const index = new VectorIndex();
  const before = process.memoryUsage().rss;
  const began = performance.now();
  for (const [id, vector] of vectors.entries()) index.set(String(id), vector);
  await index.built();
  const buildSeconds = (performance.now() - began) / 1_000;
  const own = vectors.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const memoryMb = ((process.memoryUsage().rss - before + own) / 1e6 / products) * 100_000;

  const times: number[] = [];
  let hits = 0;
  for (let asked = 0; asked < questions; asked += 1) {
    const query = quantize(await embeddings.embedQuery(`${at(asked * 13)?.title} ${at(asked * 17)?.tags.join(' ')}`));
    const start = performance.now();
    const found = index.search(query, 10);
    times.push(performance.now() - start);
    // Copies tie with each other: whatever is as near as the tenth is as right.
    const tenth = index.searchExactly(query, 10).at(-1)?.similarity ?? 1;
    hits += found.filter(({ similarity }) => similarity >= tenth - 0.001).length;
  }
  times.sort((a, b) => a - b);
  const percentile = (share: number) => times[Math.floor(times.length * share)] ?? 0;
  return {
    products,
    buildSeconds,
    memoryMb,
    p50: percentile(0.5),
    p95: percentile(0.95),
    recallAt10: hits / questions / 10,
  };
}

/**
 * @param figures what was measured
 * @returns it in one line
 */
export function knowledgeLine({ products, buildSeconds, memoryMb, p50, p95, recallAt10 }: KnowledgeFigures): string {
  return `assistant's index of ${products} products: built in ${buildSeconds.toFixed(0)} s, ${memoryMb.toFixed(0)} MB for 100,000 vectors, a search p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, recall@10 against exact search ${recallAt10.toFixed(3)}`;
}
