import type { StoredProduct } from './product-state.ts';
import { wordsOf } from './terms.ts';

/** What a search filters, counts and sorts by, of one product on offer. */
export interface SearchRow {
  id: string;
  version: number;
  sellerId: string;
  sellerName: string;
  categories: string[];
  tags: string[];
  /** Attributes as `name:value`. */
  pairs: string[];
  /** What its variants are told apart by, as `name:value`. */
  options: string[];
  priceMin: number;
  /** 0 without reviews. */
  ratingKey: number;
  inStock: boolean;
  titleKey: string;
  /** The title's words with single spaces between them, to know an exact title. */
  titleWords: string;
}

/** The fields of a product that the index is made of. */
export const rowFields = {
  version: 1,
  status: 1,
  shopClosed: 1,
  sellerId: 1,
  sellerName: 1,
  title: 1,
  description: 1,
  category: 1,
  vendor: 1,
  categories: 1,
  tags: 1,
  pairs: 1,
  options: 1,
  priceMin: 1,
  ratingKey: 1,
  inStock: 1,
  titleKey: 1,
} as const;

export type RowSource = Pick<
  StoredProduct,
  | '_id'
  | 'version'
  | 'status'
  | 'shopClosed'
  | 'sellerId'
  | 'sellerName'
  | 'title'
  | 'description'
  | 'category'
  | 'vendor'
  | 'categories'
  | 'tags'
  | 'pairs'
  | 'options'
  | 'priceMin'
  | 'ratingKey'
  | 'inStock'
  | 'titleKey'
>;

/** The same few names stand in thousands of products; one copy of each is enough. */
const kept = new Map<string, string>();

/**
 * @param product the fields that the index reads
 * @returns what is kept of it beside its words
 */
export function rowOf(product: RowSource): SearchRow {
  return {
    id: product._id,
    version: product.version,
    sellerId: once(product.sellerId),
    sellerName: once(product.sellerName),
    categories: product.categories.map(once),
    tags: product.tags.map(once),
    pairs: product.pairs.map(once),
    options: product.options.flatMap(({ name, values }) => values.map((value) => once(`${name}:${value}`))),
    priceMin: product.priceMin,
    ratingKey: product.ratingKey ?? 0,
    inStock: product.inStock,
    titleKey: product.titleKey,
    titleWords: wordsOf(product.title).join(' '),
  };
}

function once(text: string): string {
  const same = kept.get(text);
  if (same !== undefined) return same;
  if (kept.size < 100_000) kept.set(text, text);
  return text;
}
