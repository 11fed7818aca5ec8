import type { ProductStatus } from '@credenza/contracts';
import type { Aggregates } from '@credenza/service-kit';
import { attributeProblems } from './attribute-rule.ts';
import { type CardSource, cardFields, cardOf, type OwnCard } from './card-view.ts';
import { type Categories, rulesBy } from './category.store.ts';
import type { Product, StoredProduct } from './product-state.ts';
import type { Stocks } from './stock.store.ts';
import { onOffer } from './variant.ts';

export interface OwnRange {
  items: OwnCard[];
  nextCursor?: string | undefined;
  counts: Record<ProductStatus, number>;
}

/**
 * One page of a seller's own products, the newest first.
 *
 * @param sellerId whose
 * @param query how many, from which product on, and only of which status
 * @param from the products, their stock, and the categories whose rules they may break
 * @returns cards with stock, and how many products there are of each status
 */
export async function ownRange(
  sellerId: string,
  query: { limit: number; after?: string | undefined; status?: ProductStatus | undefined },
  from: { products: Aggregates<Product>; stocks: Stocks; categories: Categories },
): Promise<OwnRange> {
  const [rows, counts, categories] = await Promise.all([
    from.products.model
      .find({
        sellerId,
        status: query.status ?? { $in: ['draft', 'active', 'archived'] },
        ...(query.after && { _id: { $lt: query.after } }),
      })
      .select({ ...cardFields, status: 1, version: 1, variants: 1, attributes: 1, updatedAt: 1 })
      .sort({ _id: -1 })
      .limit(query.limit + 1)
      .lean<(CardSource & Pick<StoredProduct, 'status' | 'version' | 'variants' | 'attributes' | 'updatedAt'>)[]>(),
    from.products.model.aggregate<{ _id: ProductStatus; count: number }>([
      { $match: { sellerId, live: true } },
      { $group: { _id: '$status', count: { $sum: 1 } } },
    ]),
    from.categories.all(),
  ]);
  const rulesFor = rulesBy(categories);
  const page = rows.slice(0, query.limit);
  const levels = await from.stocks.levels(page.flatMap(({ variants }) => variants.map(({ variantId }) => variantId)));
  const count = (status: ProductStatus) => counts.find(({ _id }) => _id === status)?.count ?? 0;
  return {
    items: page.flatMap((row) => {
      if (row.status === 'deleted') return [];
      const offered = onOffer(row);
      const available = offered.reduce((sum, { variantId }) => sum + (levels.get(variantId)?.available ?? 0), 0);
      const { status, version } = row;
      const problems = attributeProblems(row.attributes ?? {}, rulesFor(row.category));
      return [
        {
          ...cardOf(row),
          status,
          version,
          variants: offered.length,
          available,
          updatedAt: row.updatedAt.toISOString(),
          ...(problems.length > 0 && { attributeProblems: problems }),
        },
      ];
    }),
    ...(rows.length > page.length && { nextCursor: page.at(-1)?._id }),
    counts: { draft: count('draft'), active: count('active'), archived: count('archived') },
  };
}
