/** How much a word counts in the fields of a product; a word counts where it counts most. */
export const fieldWeights = { title: 10, tags: 5, category: 5, attributes: 4, vendor: 3, description: 1 } as const;
export type SearchField = keyof typeof fieldWeights;
const weights = new Map<string, number>(Object.entries(fieldWeights));

/** How a word of the query was found in a product. */
export interface Match {
  /** 1 for the word itself, less for its beginning, a synonym or a corrected spelling. */
  quality: number;
  /** Names of `fieldWeights`. */
  fields: readonly string[];
}

/**
 * What one word of the query is worth in a product.
 *
 * @param match how and where it was found
 * @returns its points
 */
export function pointsOf({ quality, fields }: Match): number {
  return quality * Math.max(0, ...fields.map((field) => weights.get(field) ?? 0));
}

/** More than all words of a query can be worth. */
const perWord = 1_000;

/**
 * Ranks a product by itself: nothing about the other products counts, so that a product keeps its place while others come and go,
 * and a page can go on where the one before ended. First come products with more of the words, then exact titles, then
 * titles that begin with the query, then points.
 *
 * @param found the points of each word that was found in it
 * @param query the query's words with single spaces between them
 * @param titleWords the same of the product's title
 * @returns the score, higher for better
 */
export function scoreOf(found: readonly number[], query: string, titleWords: string): number {
  const points = found.reduce((sum, one) => sum + one, 0);
  const inTitle = ` ${titleWords} `.indexOf(` ${query} `);
  const title = titleWords === query ? 300 : inTitle === 0 ? 150 : inTitle > 0 ? 80 : 0;
  // Of two titles that hold all words the shorter one says less besides.
  const focus = 2 / (1 + titleWords.length / 20);
  return Math.round((found.length * perWord + title + points + focus) * 100) / 100;
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
