/** How much a word counts in the fields of a product; a word counts where it counts most. */
export const fieldWeights = { title: 10, tags: 5, category: 5, attributes: 4, vendor: 3, description: 1 } as const;
export type SearchField = keyof typeof fieldWeights;

const names = Object.keys(fieldWeights);
/** The weight of every set of fields, by its bits. */
const weights = Array.from({ length: 2 ** names.length }, (_, mask) =>
  Math.max(0, ...Object.values(fieldWeights).filter((_weight, bit) => (mask >> bit) & 1)),
);

/**
 * @param field one of `fieldWeights`
 * @returns its bit in a set of fields
 */
export function maskOf(field: string): number {
  return 2 ** names.indexOf(field);
}

/**
 * @param mask a set of fields
 * @returns what a word counts that stands in them
 */
export function weightOf(mask: number): number {
  return weights[mask] ?? 0;
}

/** More than all words of a query can be worth. */
const perWord = 1_000;

/**
 * Ranks a product by itself: nothing about the other products counts, so that a product keeps its place while others come and go,
 * and a page can go on where the one before ended. First come products with more of the words, then exact titles, then
 * titles that begin with the query, then points.
 *
 * @param found how many words of the query were found in it, and their points together
 * @param query the query's words with single spaces between them
 * @param titleWords the same of the product's title
 * @returns the score, higher for better
 */
export function scoreOf(found: { words: number; points: number }, query: string, titleWords: string): number {
  const inTitle = ` ${titleWords} `.indexOf(` ${query} `);
  const title = titleWords === query ? 300 : inTitle === 0 ? 150 : inTitle > 0 ? 80 : 0;
  // Of two titles that hold all words the shorter one says less besides.
  const focus = 2 / (1 + titleWords.length / 20);
  return Math.round((found.words * perWord + title + found.points + focus) * 100) / 100;
}

/** How a term of the index stands for a word of the query. */
export type Likeness = 'word' | 'synonym' | 'beginning' | 'corrected';

/**
 * How well a term stands for a word of the query.
 *
 * @param likeness how the term was found
 * @param lengths letters of the word and of the term
 * @param known whether the shop knows the word itself: then longer words that begin so come after all others
 * @returns between 0 and 1
 */
export function qualityOf(likeness: Likeness, lengths: { word: number; term: number }, known: boolean): number {
  if (likeness === 'word') return 1;
  if (likeness === 'synonym') return 0.9;
  if (likeness === 'corrected') return 0.5;
  const share = Math.min(1, lengths.word / lengths.term);
  return known ? 0.08 * share : 0.6 + 0.3 * share;
}
