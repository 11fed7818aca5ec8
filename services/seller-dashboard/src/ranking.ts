import { ProductId } from '@credenza/contracts';
import { z } from 'zod';
import type { Asked } from './ask.ts';
import { ratio } from './figures.ts';
import type { Sums } from './sums.store.ts';
import type { Wares } from './wares.store.ts';

/** What products can be ranked by. */
export const RankedBy = z.enum(['sales', 'units', 'orders', 'views', 'returns']);
export type RankedBy = z.infer<typeof RankedBy>;

export const ProductRow = z.object({
  productId: ProductId,
  title: z.string(),
  orders: z.int(),
  units: z.int(),
  sales: z.int().meta({ description: 'minor units' }),
  canceledUnits: z.int(),
  returnedUnits: z.int(),
  returnsRate: z.number().nullable().meta({ description: 'pieces that came back by piece sold' }),
  views: z.int(),
  conversion: z.number().nullable().meta({ description: 'orders by view' }),
});
export type ProductRow = z.infer<typeof ProductRow>;

/** A product's figures; its title is looked up for those that are shown. */
export type Ranked = Omit<ProductRow, 'productId'> & { productId: string };

/**
 * Ranks a shop's products, those that were sold as well as those that were only looked at or came back.
 *
 * @param asked the question
 * @param by what counts
 * @param sums the read model's sums
 * @returns all of them, the first one first; equal ones by their id
 */
export async function ranking({ question }: Asked, by: RankedBy, sums: Sums): Promise<Ranked[]> {
  const [sold, back, viewed] = await Promise.all([
    sums.soldProducts(question),
    sums.backProducts(question),
    sums.views<string>(question, 'product'),
  ]);
  const soldOf = new Map(sold.map((one) => [one.key, one]));
  const backOf = new Map(back.map((one) => [one.key, one]));
  const viewsOf = new Map(viewed.map((one) => [one.key, one.views]));
  const products = new Set([...soldOf.keys(), ...backOf.keys(), ...viewsOf.keys()]);
  return [...products]
    .map((productId) => {
      const { title = '', orders = 0, units = 0, sales = 0 } = soldOf.get(productId) ?? {};
      const { canceledUnits = 0, returnedUnits = 0 } = backOf.get(productId) ?? {};
      const views = viewsOf.get(productId) ?? 0;
      return {
        productId,
        title,
        orders,
        units,
        sales,
        canceledUnits,
        returnedUnits,
        returnsRate: ratio(returnedUnits, units),
        views,
        conversion: ratio(orders, views),
      };
    })
    .sort((a, b) => placeOf(b, by) - placeOf(a, by) || (a.productId < b.productId ? -1 : 1));
}

/**
 * @param product a product's figures
 * @param by what counts
 * @returns the figure that it is ranked by
 */
export function placeOf(product: Ranked, by: RankedBy): number {
  return by === 'returns' ? product.returnedUnits : product[by];
}

/**
 * @param ranked some products
 * @param asked the question
 * @param wares what is known of products
 * @returns the same under their titles of today; under that of their last sale when the catalogue has told of none
 */
export async function titled(ranked: Ranked[], { question }: Asked, wares: Wares): Promise<Ranked[]> {
  const known = await wares.find(
    question,
    ranked.map(({ productId }) => productId),
  );
  return ranked.map((one) => ({ ...one, title: known.get(one.productId)?.title || one.title }));
}
