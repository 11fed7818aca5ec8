import { marketplaceCurrency, parseAmount } from '@credenza/contracts';

/** What a cell says, or what is wrong with it. */
export type Reading<Value> = { value: Value } | { problem: string };

/**
 * @param cell a decimal text with a point, such as `15.99`
 * @returns minor units of the marketplace's currency
 */
export function readPrice(cell: string): Reading<number> {
  const value = parseAmount(cell, marketplaceCurrency);
  if (value !== undefined) return { value };
  return { problem: 'must be a price such as 15.99, without a currency sign or thousands separators' };
}

/**
 * @param cell pieces on hand; Shopify counts below zero what was sold without being there, which leaves none to sell
 * @returns pieces, never negative; none for a blank cell
 */
export function readStock(cell = '0'): Reading<number> {
  const match = /^(-?)(\d{1,9})(?:\.0+)?$/.exec(cell.trim());
  if (!match) return { problem: 'must be a whole number of pieces' };
  return { value: match[1] ? 0 : Number(match[2]) };
}

/**
 * @param cell a number of grams, with decimals or without
 * @returns whole grams
 */
export function readGrams(cell: string): Reading<number> {
  if (!/^\d{1,9}(\.\d+)?$/.test(cell.trim())) return { problem: 'must be a weight in grams such as 250' };
  return { value: Math.round(Number(cell)) };
}

/**
 * @param cell a count such as an image's position or a threshold
 * @returns the whole number
 */
export function readCount(cell: string): Reading<number> {
  if (!/^\d{1,9}(\.0+)?$/.test(cell.trim())) return { problem: 'must be a whole number' };
  return { value: Number(cell) };
}

/**
 * Decides what shoppers see. Shopify can keep an active product off the online store; here the store is all there is,
 * so such a product is a draft.
 *
 * @param status `active`, `draft` or `archived`; blank means active
 * @param published `true` or `false`; blank means published, as with Shopify
 * @returns the product's status
 */
export function readStatus(
  status = 'active',
  published = 'true',
): { value: 'active' | 'draft' | 'archived' } | { problem: string; column: 'status' | 'published' } {
  const shown = published.trim().toLowerCase();
  if (shown !== 'true' && shown !== 'false') return { column: 'published', problem: 'must be true or false' };
  const word = status.trim().toLowerCase();
  // "unlisted" can be bought by those who know its address; that does not exist here.
  if (word === 'draft' || word === 'unlisted') return { value: 'draft' };
  if (word === 'archived') return { value: 'archived' };
  if (word === 'active') return { value: shown === 'true' ? 'active' : 'draft' };
  return { column: 'status', problem: 'must be active, draft or archived' };
}

/**
 * @param cell tags with commas between them
 * @returns each tag once
 */
export function readTags(cell = ''): string[] {
  const tags = cell.split(',').map((tag) => tag.trim());
  return [...new Set(tags.filter((tag) => tag !== ''))];
}

/**
 * Chooses the category: Shopify's own, else Google's, else the free "Type".
 *
 * @param cells the three columns; paths have `>` between their parts, Google's may be a bare number
 * @returns the path as this shop writes it (`Home / Lamps`); a long one loses its first parts
 */
export function readCategory(cells: {
  productCategory?: string;
  googleCategory?: string;
  type?: string;
}): string | undefined {
  const google = /^\s*\d+\s*$/.test(cells.googleCategory ?? '') ? undefined : cells.googleCategory;
  const path = cells.productCategory ?? google;
  if (path === undefined) return cells.type?.trim();
  const parts = path.split('>').map((part) => part.trim());
  while (parts.length > 1 && parts.join(' / ').length > 100) parts.shift();
  return parts.join(' / ');
}

/**
 * @param cell a JSON object of texts, as the export writes it
 * @returns the attributes
 */
export function readAttributes(cell = '{}'): Reading<Record<string, string>> {
  const problem = 'must be a JSON object of texts such as {"Material":"Oak"}';
  try {
    const found: unknown = JSON.parse(cell);
    if (typeof found !== 'object' || found === null || Array.isArray(found)) return { problem };
    const pairs = Object.entries(found).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
    return pairs.length === Object.keys(found).length ? { value: Object.fromEntries(pairs) } : { problem };
  } catch {
    return { problem };
  }
}
