import { newId, ProductId, UserId } from '@credenza/contracts';
import { categoryPath } from '../src/category.ts';
import { ListQuery } from '../src/list-query.ts';
import { SearchIndex } from '../src/search-index.ts';
import type { RowSource } from '../src/search-row.ts';

export const oakSeller = newId(UserId);

/**
 * @param title the title
 * @param other what differs from an ordinary product
 * @returns what the index reads of such a product
 */
export function product(title: string, other: Partial<RowSource> = {}): RowSource {
  return {
    _id: newId(ProductId),
    version: 1,
    status: 'active',
    sellerId: oakSeller,
    sellerName: 'Lund Oak Works',
    title,
    description: '',
    category: undefined,
    vendor: undefined,
    categories: categoryPath(other.category),
    tags: [],
    pairs: [],
    options: [],
    priceMin: 1_000,
    inStock: true,
    titleKey: title.toLowerCase(),
    ...other,
  };
}

/** @returns an index of these products */
export function indexOf(...products: RowSource[]): SearchIndex {
  const index = new SearchIndex();
  for (const one of products) index.put(one);
  return index;
}

/** @returns a checked query, as a client would send it */
export function query(parameters: Record<string, unknown>): ListQuery {
  return ListQuery.parse(parameters);
}
