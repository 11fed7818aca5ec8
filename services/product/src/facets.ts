import { Amount, UserId } from '@credenza/contracts';
import type { PipelineStage } from 'mongoose';
import { z } from 'zod';

const Count = z.object({ value: z.string(), count: z.int() });

/** What a result could be narrowed by, with how many products each choice would leave. */
export const Facets = z.object({
  categories: z.array(Count),
  sellers: z.array(z.object({ sellerId: UserId, sellerName: z.string(), count: z.int() })),
  prices: z.array(z.object({ from: Amount, to: Amount.optional(), count: z.int() })),
  tags: z.array(Count),
  attributes: z.array(z.object({ name: z.string(), values: z.array(Count) })),
  inStock: z.int(),
});
export type Facets = z.input<typeof Facets>;

/** Where price bands begin, in minor units. */
const bands = [0, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000];
const beyond = Number.MAX_SAFE_INTEGER;

const counted = (field: string, limit: number): PipelineStage.FacetPipelineStage[] => [
  { $unwind: `$${field}` },
  { $group: { _id: `$${field}`, count: { $sum: 1 } } },
  { $sort: { count: -1, _id: 1 } },
  { $limit: limit },
];

/** Counts every facet of what comes in, in one pass. */
export const facetStages: PipelineStage[] = [
  { $project: { categories: 1, sellerId: 1, sellerName: 1, priceMin: 1, tags: 1, pairs: 1, inStock: 1 } },
  {
    $facet: {
      total: [{ $count: 'count' }],
      inStock: [{ $match: { inStock: true } }, { $count: 'count' }],
      categories: counted('categories', 100),
      tags: counted('tags', 50),
      pairs: counted('pairs', 200),
      sellers: [
        { $group: { _id: '$sellerId', name: { $first: '$sellerName' }, count: { $sum: 1 } } },
        { $sort: { count: -1, _id: 1 } },
        { $limit: 50 },
      ],
      prices: [{ $bucket: { groupBy: '$priceMin', boundaries: [...bands, beyond], output: { count: { $sum: 1 } } } }],
    },
  },
];

const Counted = z.array(z.object({ _id: z.string(), count: z.int() }));
const Single = z.array(z.object({ count: z.int() }));
const Counts = z.object({
  total: Single,
  inStock: Single,
  categories: Counted,
  tags: Counted,
  pairs: Counted,
  sellers: z.array(z.object({ _id: z.string(), name: z.string(), count: z.int() })),
  prices: z.array(z.object({ _id: z.number(), count: z.int() })),
});

/**
 * @param counts what `facetStages` gave
 * @returns the facets as clients see them, and how many products there are in all
 */
export function facetsOf(counts: unknown): { facets: Facets; total: number } {
  const { total, inStock, categories, tags, pairs, sellers, prices } = Counts.parse(counts);
  const plain = (entries: z.output<typeof Counted>) => entries.map(({ _id, count }) => ({ value: _id, count }));
  const byName = Map.groupBy(pairs, ({ _id }) => _id.slice(0, _id.indexOf(':')));
  const facets = {
    categories: plain(categories),
    sellers: sellers.map(({ _id, name, count }) => ({ sellerId: _id, sellerName: name, count })),
    prices: prices.map(({ _id, count }) => {
      const to = bands[bands.indexOf(_id) + 1];
      return { from: _id, ...(to !== undefined && { to }), count };
    }),
    tags: plain(tags),
    attributes: [...byName].map(([name, entries]) => ({
      name,
      values: entries.map(({ _id, count }) => ({ value: _id.slice(name.length + 1), count })),
    })),
    inStock: inStock[0]?.count ?? 0,
  };
  return { facets, total: total[0]?.count ?? 0 };
}
