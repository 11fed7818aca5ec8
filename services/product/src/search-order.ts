import { type Order, type Position, wrongCursor } from './cursor.ts';
import type { SearchRow } from './search-row.ts';

/** A place in a list: a product that was found, or the end of a page. */
interface Place {
  row: Pick<SearchRow, 'id' | 'priceMin' | 'ratingKey' | 'titleKey'>;
  score: number;
}

/** Less than zero when the first comes before the second. */
type Compare = (a: Place, b: Place) => number;

const byId: Compare = (a, b) => textOrder(a.row.id, b.row.id);
const newestFirst: Compare = (a, b) => -byId(a, b);

/** How each order sorts what a search has found; the same as `sorts` in the database. */
export const comparing: Record<Order, Compare> = {
  newest: newestFirst,
  'price-asc': (a, b) => a.row.priceMin - b.row.priceMin || newestFirst(a, b),
  'price-desc': (a, b) => b.row.priceMin - a.row.priceMin || byId(a, b),
  title: (a, b) => textOrder(a.row.titleKey, b.row.titleKey) || newestFirst(a, b),
  rating: (a, b) => b.row.ratingKey - a.row.ratingKey || newestFirst(a, b),
  relevance: (a, b) => b.score - a.score || newestFirst(a, b),
};

function textOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * @param hit a product that was found
 * @param order how the list is ordered
 * @returns what a cursor remembers of it beside its id
 */
export function sortKeyOf({ row, score }: Place, order: Order): string | number {
  if (order === 'title') return row.titleKey;
  if (order === 'rating') return row.ratingKey;
  return order === 'relevance' ? score : row.priceMin;
}

/**
 * Cuts a page out of what was found.
 *
 * @param hits what was found, in any order
 * @param order how the list is ordered
 * @param page how many, and where the page before ended
 * @returns the page in its order, with one more hit when there are further pages
 * @throws Invalid when the position has a key of another kind than its order
 */
export function pageOfHits<Hit extends Place>(
  hits: readonly Hit[],
  order: Order,
  page: { limit: number; after: Position | undefined },
): Hit[] {
  const compare = comparing[order];
  const after = page.after && placeOf(page.after, order);
  const best: Hit[] = [];
  for (const hit of hits) {
    if (after && compare(after, hit) >= 0) continue;
    const last = best[page.limit];
    if (last && compare(last, hit) <= 0) continue;
    const at = best.findIndex((one) => compare(hit, one) < 0);
    best.splice(at === -1 ? best.length : at, 0, hit);
    best.length = Math.min(best.length, page.limit + 1);
  }
  return best;
}

function placeOf({ key, id }: Position, order: Order): Place {
  if (order !== 'newest' && (order === 'title') !== (typeof key === 'string')) throw wrongCursor();
  const [number, text] = typeof key === 'number' ? [key, ''] : [0, key];
  return { row: { id, priceMin: number, ratingKey: number, titleKey: text }, score: number };
}
