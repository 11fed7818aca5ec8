import type { TaxRate } from './pricing/tax.ts';
import type { TaxOverrides } from './tax-override.store.ts';
import { usualRate } from './tax-table.ts';

/** Says what tax a country takes. A tax service can stand behind it as well as the table of the repository. */
export interface TaxRates {
  /**
   * @param countries ISO 3166-1 codes
   * @returns the tax of each
   * @throws Unavailable when whoever knows does not answer
   */
  ratesOf(countries: readonly string[]): Promise<Map<string, TaxRate>>;
}

/**
 * Takes the rates from the table, and from what an admin has set instead.
 *
 * @param overrides what admins have set
 * @returns the rates
 */
export function tableRates(overrides: TaxOverrides): TaxRates {
  return {
    async ratesOf(countries) {
      const set = await overrides.of(countries);
      return new Map(countries.map((country) => [country, set.get(country) ?? usualRate(country)]));
    },
  };
}
