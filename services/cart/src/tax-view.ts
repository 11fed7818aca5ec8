import { z } from 'zod';
import { Country } from './country.ts';
import type { TaxRate } from './pricing/tax.ts';

const BasisPoints = z.int().min(0).max(10_000).meta({ description: 'hundredths of a percent' });

/** What an admin says about the tax of a country. */
export const TaxFields = z.strictObject({
  standardBasisPoints: BasisPoints,
  reducedBasisPoints: BasisPoints,
  included: z.boolean().meta({ description: 'whether prices contain the tax, or it comes on top' }),
});

/** The tax of a country. */
export const TaxView = z.object({
  country: Country,
  ...TaxFields.shape,
  version: z.int().optional().meta({ description: 'missing for what the table says' }),
});

/**
 * @param country an ISO 3166-1 code
 * @param rate its tax; with a version when an admin has set it
 * @returns what admins see
 */
export function taxView(country: string, rate: TaxRate & { version?: number }): z.output<typeof TaxView> {
  const { standard, reduced, included, version } = rate;
  return {
    country,
    standardBasisPoints: standard,
    reducedBasisPoints: reduced,
    included,
    ...(version !== undefined && { version }),
  };
}
