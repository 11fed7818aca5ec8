import { stemmer } from 'stemmer';

/** Words that say nothing about what somebody looks for. */
const empty = new Set(['a', 'an', 'and', 'for', 'from', 'in', 'my', 'of', 'on', 'or', 'the', 'to', 'with']);

/** Other names for what our sellers call otherwise, both already as terms. */
const synonyms = new Map(
  [
    ['couch', 'sofa'],
    ['carpet', 'rug'],
    ['drapes', 'curtain'],
    ['closet', 'wardrobe'],
    ['nightstand', 'bedside'],
    ['bookshelf', 'bookcase'],
    ['quilt', 'throw'],
    ['cup', 'mug'],
    ['settee', 'sofa'],
    ['trash', 'waste'],
    ['footstool', 'ottoman'],
  ].map(([said, meant]) => [stemmer(said ?? ''), stemmer(meant ?? '')]),
);

/**
 * @param text any text
 * @returns its words: lower case, without accents, in their order
 */
export function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * Brings a word to the form under which it is indexed and searched: the stem of its English forms (Porter, 1980), so that
 * "lamps" finds a lamp.
 *
 * @param word one of `wordsOf`
 * @returns the term; undefined for a word that says nothing
 */
export function termOf(word: string): string | undefined {
  if (empty.has(word)) return undefined;
  return stemmer(word).slice(0, 40);
}

/** A word that somebody searches for, in all forms that may stand for it. */
export interface Wanted {
  /** As it was typed, for the beginnings of words. */
  word: string;
  term: string;
  synonym: string | undefined;
}

/**
 * @param query what somebody types
 * @returns the words to look for, eight at most; when all are empty ones they count after all
 */
export function wantedOf(query: string): Wanted[] {
  const words = [...new Set(wordsOf(query))];
  const telling = words.filter((word) => termOf(word) !== undefined);
  return (telling.length > 0 ? telling : words).slice(0, 8).map((word) => {
    const term = termOf(word) ?? word;
    return { word, term, synonym: synonyms.get(term) };
  });
}
