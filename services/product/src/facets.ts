import { Amount, UserId } from '@credenza/contracts';
import { z } from 'zod';
import { type FilterGroup, nameOf } from './search-filter.ts';
import type { SearchRow } from './search-row.ts';
import type { ShopFacet } from './shop-facets.ts';

const Count = z.object({ value: z.string(), count: z.int() });

/** What a result could be narrowed by, with how many products each choice would leave. */
export const Facets = z.object({
  categories: z.array(Count),
  sellers: z.array(z.object({ sellerId: UserId, sellerName: z.string(), count: z.int() })),
  prices: z.array(z.object({ from: Amount, to: Amount.optional(), count: z.int() })),
  tags: z.array(Count),
  attributes: z
    .array(
      z.object({
        name: z.string(),
        title: z.string().optional().meta({ description: 'as the shop calls it' }),
        kind: z.enum(['option']).optional().meta({ description: 'when it filters by `option` instead of `attribute`' }),
        values: z.array(Count),
      }),
    )
    .meta({ description: 'with sellerId: those that the shop has chosen, in its order' }),
  inStock: z.int(),
});
export type Facets = z.input<typeof Facets>;

/** Where price bands begin, in minor units. */
const bands = [0, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000];
const most = { categories: 100, sellers: 50, tags: 50, pairs: 200 };

/** A product that the text of a query has found, and the filters that it does not pass. */
export interface Judged {
  row: SearchRow;
  failing: FilterGroup[];
}

/** How often each value occurs. */
class Tally extends Map<string, number> {
  count(value: string): void {
    this.set(value, (this.get(value) ?? 0) + 1);
  }

  top(limit: number): { value: string; count: number }[] {
    const sorted = [...this].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    return sorted.slice(0, limit).map(([value, count]) => ({ value, count }));
  }
}

/**
 * Counts every facet in one pass. A choice among alternatives (sellers, price bands, values of one attribute) is counted as if
 * nothing of its kind were chosen yet, so that the other alternatives show what they would bring; tags and categories
 * narrow each other and are counted within the result.
 *
 * @param judged every product that the text has found
 * @param chosen the filters that the shop has chosen whose listing this is; undefined for all attributes
 * @returns the facets as clients see them
 */
export function facetsOf(judged: readonly Judged[], chosen?: readonly ShopFacet[]): Facets {
  const [categories, sellers, prices, tags, pairs] = [new Tally(), new Tally(), new Tally(), new Tally(), new Tally()];
  const options = new Tally();
  const countsOptions = chosen?.some(({ kind }) => kind === 'option') ?? false;
  const names = new Map<string, string>();
  let inStock = 0;
  for (const { row, failing } of judged) {
    if (failing.length > 1) continue;
    const only = failing[0];
    if (only === undefined || only === 'seller') {
      sellers.count(row.sellerId);
      names.set(row.sellerId, row.sellerName);
    }
    if (only === undefined || only === 'price')
      prices.count(String(bands.findLast((from) => from <= row.priceMin) ?? 0));
    if (row.inStock && (only === undefined || only === 'stock')) inStock += 1;
    if (only?.startsWith('attribute:')) {
      for (const pair of row.pairs) if (only === `attribute:${nameOf(pair)}`) pairs.count(pair);
    }
    if (countsOptions && only?.startsWith('option:')) {
      for (const option of row.options) if (only === `option:${nameOf(option)}`) options.count(option);
    }
    if (only !== undefined) continue;
    for (const pair of row.pairs) pairs.count(pair);
    if (countsOptions) for (const option of row.options) options.count(option);
    for (const category of row.categories) categories.count(category);
    for (const tag of row.tags) tags.count(tag);
  }
  return {
    categories: categories.top(most.categories),
    sellers: sellers
      .top(most.sellers)
      .map(({ value, count }) => ({ sellerId: value, sellerName: names.get(value) ?? '', count })),
    prices: bands.flatMap((from, index) => {
      const [count, to] = [prices.get(String(from)), bands[index + 1]];
      return count === undefined ? [] : [{ from, ...(to !== undefined && { to }), count }];
    }),
    tags: tags.top(most.tags),
    attributes: chosen ? chosenAttributes(chosen, { attribute: pairs, option: options }) : allAttributes(pairs),
    inStock,
  };
}

function allAttributes(pairs: Tally): Facets['attributes'] {
  const byName = Map.groupBy(pairs.top(most.pairs), ({ value }) => nameOf(value));
  return [...byName].map(([name, entries]) => ({ name, values: withoutName(entries) }));
}

/** In the shop's order; a filter that nothing here could be told apart by is left out. */
function chosenAttributes(
  chosen: readonly ShopFacet[],
  tallies: Record<ShopFacet['kind'], Tally>,
): Facets['attributes'] {
  const byName = (tally: Tally) => Map.groupBy(tally.top(Number.POSITIVE_INFINITY), ({ value }) => nameOf(value));
  const values = { attribute: byName(tallies.attribute), option: byName(tallies.option) };
  return chosen.flatMap(({ kind, name, title }) => {
    const entries = withoutName(values[kind].get(name) ?? []).slice(0, most.pairs);
    return entries.length === 0 ? [] : [{ name, title, ...(kind === 'option' && { kind }), values: entries }];
  });
}

function withoutName(entries: { value: string; count: number }[]): { value: string; count: number }[] {
  return entries.map(({ value, count }) => ({ value: value.slice(value.indexOf(':') + 1), count }));
}
