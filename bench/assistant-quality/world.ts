import { join } from 'node:path';
import { makeLog } from '@credenza/service-kit';
import { Knowledge, type Mode } from '../../services/ai-buddy/src/knowledge/knowledge.ts';
import { loadArticles } from '../../services/ai-buddy/src/knowledge/load-articles.ts';
import { loadProduct } from '../../services/ai-buddy/src/knowledge/load-product.ts';
import type { NamedEmbeddings } from '../../services/ai-buddy/src/knowledge/named-embeddings.ts';
import { Shelf } from '../../services/ai-buddy/src/knowledge/shelf.ts';
import { updatedFact } from '../../services/product/src/product-state.ts';
import { fits, offeredProducts } from '../search-quality/labels.ts';
import { memoryState } from './memory-state.ts';
import type { Question } from './questions.ts';

const articles = join(import.meta.dirname, '../../services/ai-buddy/knowledge');

/** What one question brought. */
export interface Reply {
  /** Articles' names and products' ids, the best first. */
  found: string[];
  /** Whether it was answered at all; undefined while only the search is asked. */
  answered?: boolean;
}

/** Asks a question one way; the conversation fits in here as well as the search. */
export type AskOf = (question: Pick<Question, 'q' | 'who'>) => Promise<Reply>;

/** The articles and the demo catalogue, ready to be asked about. */
export interface World {
  knowledge: Knowledge;
  products: number;
  /** How asks one way of searching. */
  search(mode: Mode): AskOf;
  /** What answers a question. */
  wanted(question: Question): Set<string>;
}

/**
 * Learns the articles and the demo catalogue.
 *
 * @param embeddings who makes vectors
 * @returns what can be asked
 */
export async function learnedWorld(embeddings: NamedEmbeddings): Promise<World> {
  const shelf = new Shelf(memoryState(), embeddings.name);
  const knowledge = new Knowledge({ embeddings, shelf, log: makeLog('eval', 'silent') });
  const offered = offeredProducts();
  await knowledge.learn(await loadArticles(articles));
  await knowledge.learn(
    await Promise.all(
      offered.map(({ state }) => {
        const { data } = updatedFact(state._id, state, new Map(), []);
        return loadProduct(data, state.version);
      }),
    ),
  );
  return {
    knowledge,
    products: offered.length,
    search:
      (mode) =>
      async ({ q, who }) => {
        const found = await knowledge.search({ text: q, audience: who, limit: 10, mode });
        return { found: found.map(({ passage }) => passage.ref) };
      },
    wanted({ q, find, product }) {
      const wanted = new Set<string>(
        find ?? offered.filter((one) => product && fits(one, product)).map(({ state }) => state._id),
      );
      if (wanted.size === 0) throw new Error(`Nothing on offer is what "${q}" means.`);
      return wanted;
    },
  };
}
