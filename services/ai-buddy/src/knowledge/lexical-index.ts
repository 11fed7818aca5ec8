import MiniSearch from 'minisearch';
import { type Passage, searchable } from './passage.ts';
import { conceptMark, termsOf } from './terms.ts';

/** What fits so much less than the best (a share of its score) has a word in common and no more. */
const worthNaming = 0.3;

/** Finds passages by the words of a question, weighed by BM25 (Robertson and Zaragoza, 2009); forgives a typo or two. */
export class LexicalIndex {
  readonly #passages = new Map<string, Passage>();
  readonly #index = new MiniSearch<{ id: string; title: string; facets: string; text: string }>({
    fields: ['title', 'facets', 'text'],
    tokenize: termsOf,
    processTerm: (term) => term,
    searchOptions: {
      boost: { title: 2.5, facets: 1.5 },
      combineWith: 'OR',
      fuzzy: (term) => (term.startsWith(conceptMark) || term.length < 5 ? false : 0.2),
      prefix: (term) => !term.startsWith(conceptMark) && term.length > 3,
      weights: { fuzzy: 0.4, prefix: 0.5 },
    },
  });

  /** @param passage what can be found from now on; replaces the one with the same id */
  put(passage: Passage): void {
    this.remove(passage.id);
    this.#passages.set(passage.id, passage);
    this.#index.add({ id: passage.id, ...searchable(passage) });
  }

  /** @param id what cannot be found any more */
  remove(id: string): void {
    if (this.#passages.delete(id)) this.#index.discard(id);
  }

  /**
   * @param text a question
   * @param limit how many
   * @param allowed which ones may be found
   * @returns the ids of those that fit, the best first
   */
  search(text: string, limit: number, allowed: (passage: Passage) => boolean): string[] {
    const found = this.#index.search(text, {
      filter: ({ id }) => {
        const passage = this.#passages.get(String(id));
        return passage !== undefined && allowed(passage);
      },
    });
    const least = (found[0]?.score ?? 0) * worthNaming;
    return found
      .slice(0, limit)
      .filter(({ score }) => score >= least)
      .map(({ id }) => String(id));
  }
}
