import { newId, type UserId } from '@credenza/contracts';
import { type Aggregates, Invalid } from '@credenza/service-kit';
import type { BulkEntry, Bulks } from './bulk.store.ts';
import { type Bulk, type BulkProduct, movedSince, planProduct } from './bulk.ts';
import { type BulkChange, type BulkFilter, BulkId } from './bulk-input.ts';
import type { Levels } from './levels.ts';
import type { Product } from './product-state.ts';
import type { Stocks } from './stock.store.ts';

/** Where products and plans are. */
export interface BulkParts {
  products: { aggregates: Aggregates<Product> };
  stocks: Stocks;
  bulks: Bulks;
  now: () => Date;
}

/** Products that are looked at in one go, with a hundred variants each at most: so many are in memory, whatever a shop has. */
const batch = 20;
const maxProducts = 50_000;
/** How long what was shown may be carried out, in ms. */
const planMs = 3_600_000;
const maxNamed = 50;

const none: Levels = new Map();

/**
 * Works out what a change would do, and writes it down product by product.
 *
 * @param sellerId whose products
 * @param wanted which of them, and what shall be different
 * @param parts the stores and the clock
 * @returns the id of the plan
 * @throws Invalid when it would concern too many products
 */
export async function planBulk(
  sellerId: UserId,
  { filter, change }: { filter: BulkFilter; change: BulkChange },
  parts: BulkParts,
): Promise<BulkId> {
  const { bulks, stocks, now } = parts;
  const bulkId = newId(BulkId);
  const expiresAt = new Date(now().getTime() + planMs);
  const totals = { products: 0, variants: 0, refused: 0 };
  for await (const products of productsOf(sellerId, filter, parts)) {
    const levels = change.stock ? await stocks.levels(variantsOf(products)) : none;
    const entries = products.flatMap((product): BulkEntry[] => {
      const planned = planProduct(product, change, levels);
      if (!planned) return [];
      const { _id: productId, title } = product;
      return [{ _id: `${bulkId}:${productId}`, bulkId, productId, title, ...planned, expiresAt }];
    });
    for (const { status, variants, refused } of entries) {
      totals.products += status || variants.length > 0 ? 1 : 0;
      totals.variants += variants.length;
      totals.refused += refused.length;
    }
    if (totals.products > maxProducts)
      throw new Invalid(`One change may concern ${maxProducts} products. Say more closely which.`);
    await bulks.plan(entries);
  }
  // Written last: a plan that is there is complete. What a crash leaves without one expires.
  const bulk: Bulk = { sellerId, filter, change, state: 'planned', ...totals, expiresAt };
  await bulks.aggregates.create(bulkId, bulk);
  return bulkId;
}

async function* productsOf(
  sellerId: UserId,
  { productIds, category, tag, status }: BulkFilter,
  { products }: BulkParts,
): AsyncGenerator<BulkProduct[]> {
  for (let after = ''; ; ) {
    const found = await products.aggregates.model
      .find({
        sellerId,
        status: status ?? { $in: ['draft', 'active', 'archived'] },
        _id: { $gt: after, ...(productIds && { $in: productIds }) },
        ...(category !== undefined && { categories: category }),
        ...(tag !== undefined && { tags: tag }),
      })
      .sort({ _id: 1 })
      .limit(batch)
      .select('title status variants schedules')
      .lean<BulkProduct[]>();
    if (found.length > 0) yield found;
    const last = found.at(-1);
    if (!last || found.length < batch) return;
    after = last._id;
  }
}

const variantsOf = (products: BulkProduct[]) =>
  products.flatMap(({ variants }) => variants.map(({ variantId }) => variantId));

/** What is no longer as a plan has shown it. */
export interface Moved {
  count: number;
  /** Some of them. */
  products: { productId: string; title: string; what: string[] }[];
}

/**
 * Compares a plan with the products as they are.
 *
 * @param bulkId the plan
 * @param change what it changes
 * @param parts the stores
 * @returns what has moved
 */
export async function movedOf(bulkId: string, change: BulkChange, parts: BulkParts): Promise<Moved> {
  const moved: Moved = { count: 0, products: [] };
  for (let after: string | undefined; ; ) {
    const entries = await parts.bulks.entries(bulkId, { after, limit: batch });
    const products = await parts.products.aggregates.model
      .find({ _id: { $in: entries.map(({ productId }) => productId) } })
      .select('title status variants schedules')
      .lean<BulkProduct[]>();
    const byId = new Map(products.map((product) => [product._id, product]));
    const levels = change.stock ? await parts.stocks.levels(variantsOf(products)) : none;
    for (const entry of entries) {
      const what = movedSince(byId.get(entry.productId), entry, levels);
      if (what.length === 0) continue;
      moved.count += 1;
      const { productId, title } = entry;
      if (moved.products.length < maxNamed) moved.products.push({ productId, title, what });
    }
    const last = entries.at(-1);
    if (!last || entries.length < batch) return moved;
    after = last._id;
  }
}
