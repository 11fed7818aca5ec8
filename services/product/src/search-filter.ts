import type { ListQuery } from './list-query.ts';
import { leastKey } from './rating.ts';
import type { SearchRow } from './search-row.ts';

/** A filter that a product does not pass; attributes are told apart by their names. */
export type FilterGroup =
  | 'category'
  | 'seller'
  | 'price'
  | 'rating'
  | 'stock'
  | 'tag'
  | `attribute:${string}`
  | `option:${string}`;

/**
 * Judges a product by a list's filters; `filterOf` says the same to the database.
 *
 * @param row the product
 * @param query the checked parameters
 * @returns the filters that it does not pass
 */
export function failing(row: SearchRow, query: ListQuery): FilterGroup[] {
  const { category, sellerId, priceMin, priceMax, inStock, ratingMin, tag, attribute, option } = query;
  const failed: FilterGroup[] = [];
  if (category !== undefined && !row.categories.includes(category)) failed.push('category');
  if (sellerId !== undefined && row.sellerId !== sellerId) failed.push('seller');
  if (row.priceMin < (priceMin ?? 0) || row.priceMin > (priceMax ?? Number.POSITIVE_INFINITY)) failed.push('price');
  if (ratingMin !== undefined && row.ratingKey < leastKey(ratingMin)) failed.push('rating');
  if (inStock !== undefined && row.inStock !== (inStock === 'true')) failed.push('stock');
  if (tag?.some((one) => !row.tags.includes(one))) failed.push('tag');
  if (attribute) failed.push(...failingPairs(row.pairs, 'attribute', attribute));
  if (option) failed.push(...failingPairs(row.options, 'option', option));
  return failed;
}

/** Values of one name are alternatives. */
function failingPairs(has: string[], kind: 'attribute' | 'option', wanted: string[]): FilterGroup[] {
  const byName = Map.groupBy(wanted, nameOf);
  return [...byName].flatMap(([name, pairs]) =>
    pairs.some((pair) => has.includes(pair)) ? [] : [`${kind}:${name}` as const],
  );
}

/**
 * @param pair an attribute as `name:value`
 * @returns the name
 */
export function nameOf(pair: string): string {
  return pair.slice(0, pair.indexOf(':'));
}
