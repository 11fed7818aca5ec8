import { isWithin } from './scope.ts';

/** The tax of one country, in hundredths of a percent. */
export interface TaxRate {
  standard: number;
  /** For the categories below. */
  reduced: number;
  /** Whether prices contain it, or it comes on top. */
  included: boolean;
}

/** What is taxed at the reduced rate where there is one. */
export const reducedCategories = ['Books', 'Food', 'Medicine'];

/**
 * @param rate the tax of a country
 * @param category what is sold; missing for shipping
 * @returns the rate for it, in hundredths of a percent
 */
export function rateFor(rate: TaxRate, category: string | undefined): number {
  return category !== undefined && reducedCategories.some((one) => isWithin(category, one))
    ? rate.reduced
    : rate.standard;
}

/**
 * @param amount what the buyer pays, in minor units
 * @param basisPoints the rate in hundredths of a percent
 * @param included whether the amount contains the tax, or it comes on top
 * @returns the tax, rounded half up
 */
export function taxOn(amount: number, basisPoints: number, included: boolean): number {
  const of = included ? 10_000n + BigInt(basisPoints) : 10_000n;
  return Number((2n * BigInt(amount) * BigInt(basisPoints) + of) / (2n * of));
}
