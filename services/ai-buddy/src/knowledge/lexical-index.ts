import MiniSearch from 'minisearch';
import { type Passage, searchable } from './passage.ts';
import { Vocabulary } from './spelling.ts';
import { conceptMark, termsOf } from './terms.ts';

/** Finds passages by the words of a question, weighed by BM25 (Robertson and Zaragoza, 2009); forgives a typo or two. */
export class LexicalIndex {
  readonly #passages = new Map<string, Passage>();
  readonly #vocabulary = new Vocabulary();
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
    const { title, facets, text } = searchable(passage);
    this.#index.add({ id: passage.id, title, facets, text });
    this.#vocabulary.add(`${title} ${facets} ${text}`);
  }

  /** @param id what cannot be found any more */
  remove(id: string): void {
    const before = this.#passages.get(id);
    if (!before) return;
    const { title, facets, text } = searchable(before);
    this.#vocabulary.remove(`${title} ${facets} ${text}`);
    this.#passages.delete(id);
    this.#index.discard(id);
  }

  /**
   * @param text a question
   * @returns its words, those that no text has as they were probably meant
   */
  corrected(text: string): string {
    return this.#vocabulary.corrected(text);
  }

  /**
   * @param word in lower case, without accents
   * @returns whether there is any text that has it
   */
  knows(word: string): boolean {
    return this.#vocabulary.knows(word);
  }

  /**
   * @param text a question
   * @param limit how many
   * @param allowed which ones may be found
   * @returns the ids of those that fit with their scores, the best first
   */
  search(text: string, limit: number, allowed: (passage: Passage) => boolean): { id: string; score: number }[] {
    const found = this.#index.search(text, {
      filter: ({ id }) => {
        const passage = this.#passages.get(String(id));
        return passage !== undefined && allowed(passage);
      },
    });
    return found.slice(0, limit).map(({ id, score }) => ({ id: String(id), score }));
  }
}
