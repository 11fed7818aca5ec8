import { z } from 'zod';
import type { Asked } from './ask.ts';
import type { Sums } from './sums.store.ts';

export const CountryRow = z.object({
  country: z.string().nullable().meta({ description: 'ISO 3166-1 alpha-2; null where it is not known' }),
  orders: z.int(),
  units: z.int(),
  sales: z.int().meta({ description: 'minor units' }),
});
export type CountryRow = z.infer<typeof CountryRow>;

/**
 * @param asked the question
 * @param sums the read model's sums
 * @returns where the buyers are, the country that bought for most first
 */
export async function countries({ question }: Asked, sums: Sums): Promise<CountryRow[]> {
  const sold = await sums.sold<string | null>(question, 'country');
  return sold
    .map(({ key, orders, units, sales }) => ({ country: key, orders, units, sales }))
    .sort((a, b) => b.sales - a.sales || String(a.country).localeCompare(String(b.country), 'en'));
}
