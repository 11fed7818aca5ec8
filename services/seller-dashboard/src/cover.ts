import { ProductId, VariantId } from '@credenza/contracts';
import { z } from 'zod';
import type { StockMoves } from './stock.store.ts';
import type { Wares } from './wares.store.ts';

/** From how many days' sales the pace of a variant follows. */
const paceDays = 28;
const dayMs = 86_400_000;

export const CoverRow = z.object({
  productId: ProductId,
  variantId: VariantId,
  title: z.string(),
  variantTitle: z.string(),
  sku: z.string().optional(),
  available: z
    .int()
    .nullable()
    .meta({ description: 'pieces: what the catalogue told last, less what was sold since; null when it told nothing' }),
  sold: z.int().meta({ description: `pieces in the last ${paceDays} days, less canceled ones` }),
  perDay: z.number().meta({ description: 'pieces a day' }),
  days: z.number().nullable().meta({ description: 'how long the pieces last at that pace; null when nobody knows' }),
});
export type CoverRow = z.infer<typeof CoverRow>;

/** A row whose ids have not been checked again. */
export type Cover = Omit<CoverRow, 'productId' | 'variantId'> & { productId: string; variantId: string };

/**
 * Works out how long the stock of what sells will last.
 *
 * @param of the generation of the read model and the shop
 * @param parts the products, how pieces move, and the time
 * @returns every variant that was sold lately and is still in the range, the one that runs out first first
 */
export async function cover(
  of: { generation: number; sellerId: string },
  { wares, moves, now }: { wares: Wares; moves: StockMoves; now: Date },
): Promise<Cover[]> {
  const sold = await moves.soldSince(of, new Date(now.getTime() - paceDays * dayMs));
  const products = await wares.find(of, [...new Set(sold.map(({ productId }) => productId))]);
  const known = sold.flatMap((one) => {
    const product = products.get(one.productId);
    const variant = product?.variants.find(({ variantId }) => variantId === one.variantId);
    return product?.status === 'active' && variant ? [{ ...one, product, variant }] : [];
  });
  const counted = known.flatMap(({ variant: { variantId, countedAt } }) =>
    countedAt ? [{ variantId, at: countedAt }] : [],
  );
  const gone = await moves.goneSince(of, counted);
  return known
    .map(({ productId, variantId, units, product, variant }) => {
      const available =
        variant.available === undefined ? null : Math.max(0, variant.available - (gone.get(variantId) ?? 0));
      return {
        productId,
        variantId,
        title: product.title,
        variantTitle: variant.title,
        sku: variant.sku,
        available,
        sold: units,
        perDay: rounded(units / paceDays, 100),
        days: available === null || units === 0 ? null : rounded((available * paceDays) / units, 10),
      };
    })
    .sort((a, b) => urgencyOf(b) - urgencyOf(a) || (a.variantId < b.variantId ? -1 : 1));
}

/**
 * @param row a variant's cover
 * @returns a number that is the higher the sooner it runs out
 */
export function urgencyOf({ days }: Pick<Cover, 'days'>): number {
  return days === null ? -1_000_000_000 : -days;
}

function rounded(value: number, steps: number): number {
  return Math.round(value * steps) / steps;
}
