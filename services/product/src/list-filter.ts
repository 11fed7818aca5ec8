import type { QueryFilter } from 'mongoose';
import { type Order, type Position, wrongCursor } from './cursor.ts';
import type { ListQuery } from './list-query.ts';
import type { Product } from './product-state.ts';
import { leastKey } from './rating.ts';
import { nameOf } from './search-filter.ts';

export type Filter = QueryFilter<Product & { _id: string }>;

/** Products that buyers see: on offer, in a shop that sells. */
export const onShow = { status: 'active', shopClosed: { $ne: true } } as const;

/**
 * Turns a list's parameters into a database filter: without the search text, the order or the position; `failing` says the same of a product in memory.
 *
 * @param query the checked parameters
 * @returns the filter for products that are on offer
 */
export function filterOf(query: ListQuery): Filter {
  const { category, sellerId, priceMin, priceMax, inStock, ratingMin, tag, attribute, option } = query;
  const byName = Map.groupBy(attribute ?? [], nameOf);
  const pairs = [...byName.values()].map((alternatives) => ({ pairs: { $in: alternatives } }));
  const options = [...Map.groupBy(option ?? [], nameOf)].map(([name, chosen]) => ({
    options: { $elemMatch: { name, values: { $in: chosen.map((pair) => pair.slice(name.length + 1)) } } },
  }));
  return {
    ...onShow,
    ...(category !== undefined && { categories: category }),
    ...(sellerId !== undefined && { sellerId }),
    ...((priceMin !== undefined || priceMax !== undefined) && {
      // The cheapest variant decides: it is the price that the list shows.
      priceMin: {
        ...(priceMin !== undefined && { $gte: priceMin }),
        ...(priceMax !== undefined && { $lte: priceMax }),
      },
    }),
    ...(ratingMin !== undefined && { ratingKey: { $gte: leastKey(ratingMin) } }),
    ...(inStock !== undefined && { inStock: inStock === 'true' }),
    ...(tag && { tags: { $all: tag } }),
    ...(pairs.length + options.length > 0 && { $and: [...pairs, ...options] }),
  };
}

/** Orders that the database knows; relevance is the search's. */
export type BrowseOrder = Exclude<Order, 'relevance'>;

/** How each order sorts; the id makes every position unique. */
export const sorts = {
  newest: { _id: -1 },
  'price-asc': { priceMin: 1, _id: -1 },
  'price-desc': { priceMin: -1, _id: 1 },
  title: { titleKey: 1, _id: -1 },
  rating: { ratingKey: -1, _id: -1 },
} as const satisfies Record<BrowseOrder, Record<string, 1 | -1>>;

/**
 * @param order how the list is ordered
 * @param position where the page before ended
 * @returns the filter for what comes after it
 * @throws Invalid when the position has a key of another kind than its order
 */
export function afterPosition(order: BrowseOrder, { key, id }: Position): Filter {
  if (order === 'newest') return { _id: { $lt: id } };
  if ((order === 'title') !== (typeof key === 'string')) throw wrongCursor();
  if (order === 'rating') return belowRating(key, id);
  const field = order === 'title' ? 'titleKey' : 'priceMin';
  const [keys, ids] = order === 'price-desc' ? ['$lt', '$gt'] : ['$gt', '$lt'];
  return { $or: [{ [field]: { [keys]: key } }, { [field]: key, _id: { [ids]: id } }] };
}

/** Products without reviews have no key, and come last. */
function belowRating(key: string | number, id: string): Filter {
  if (typeof key === 'string') throw wrongCursor();
  if (key === 0) return { ratingKey: null, _id: { $lt: id } };
  return { $or: [{ ratingKey: { $lt: key } }, { ratingKey: key, _id: { $lt: id } }, { ratingKey: null }] };
}
