import type { QueryFilter } from 'mongoose';
import { type Order, type Position, wrongCursor } from './cursor.ts';
import type { ListQuery } from './list-query.ts';
import type { Product } from './product-state.ts';
import { searchWords } from './words.ts';

export type Filter = QueryFilter<Product & { _id: string }>;

/**
 * Turns a list's parameters into a database filter: without the search text, the order or the position.
 *
 * @param query the checked parameters
 * @returns the filter for products that are on offer
 */
export function filterOf(query: ListQuery): Filter {
  const { category, sellerId, priceMin, priceMax, inStock, tag, attribute } = query;
  const byName = Map.groupBy(attribute ?? [], (pair) => pair.slice(0, pair.indexOf(':')));
  const pairs = [...byName.values()].map((alternatives) => ({ pairs: { $in: alternatives } }));
  return {
    status: 'active',
    shopClosed: { $ne: true },
    ...(category !== undefined && { categories: category }),
    ...(sellerId !== undefined && { sellerId }),
    ...((priceMin !== undefined || priceMax !== undefined) && {
      // The cheapest variant decides: it is the price that the list shows.
      priceMin: {
        ...(priceMin !== undefined && { $gte: priceMin }),
        ...(priceMax !== undefined && { $lte: priceMax }),
      },
    }),
    ...(inStock !== undefined && { inStock: inStock === 'true' }),
    ...(tag && { tags: { $all: tag } }),
    ...(pairs.length > 0 && { $and: pairs }),
  };
}

/**
 * @param q what somebody types
 * @returns a filter for products with words that begin so; undefined when there is no word in it
 */
export function prefixFilter(q: string): Filter | undefined {
  const words = searchWords(q).slice(0, 8);
  return words.length === 0 ? undefined : { words: { $all: words.map((word) => new RegExp(`^${word}`)) } };
}

/** How each order sorts; the id makes every position unique. */
export const sorts = {
  newest: { _id: -1 },
  prefix: { _id: -1 },
  'price-asc': { priceMin: 1, _id: -1 },
  'price-desc': { priceMin: -1, _id: 1 },
  title: { titleKey: 1, _id: -1 },
  relevance: { score: -1, _id: -1 },
} as const satisfies Record<Order, Record<string, 1 | -1>>;

/**
 * @param position where the page before ended
 * @returns the filter for what comes after it
 * @throws Invalid when the position has a key of another kind than its order
 */
export function afterPosition({ order, key, id }: Position): Filter {
  if (order === 'newest' || order === 'prefix') return { _id: { $lt: id } };
  if ((order === 'title') !== (typeof key === 'string')) throw wrongCursor();
  const field = order === 'title' ? 'titleKey' : order === 'relevance' ? 'score' : 'priceMin';
  const [key1, id1] =
    order === 'title' || order === 'price-asc'
      ? ['$gt', '$lt']
      : order === 'price-desc'
        ? ['$lt', '$gt']
        : ['$lt', '$lt'];
  return { $or: [{ [field]: { [key1 ?? '']: key } }, { [field]: key, _id: { [id1 ?? '']: id } }] };
}
