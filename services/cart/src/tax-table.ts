import type { TaxRate } from './pricing/tax.ts';

const rate = (standard: number, reduced: number, included = true): TaxRate => ({ standard, reduced, included });

/** As of January 2026, in hundredths of a percent; where a country has several reduced rates, the one for food or books. */
const taxTable: Readonly<Record<string, TaxRate>> = {
  AT: rate(2_000, 1_000),
  BE: rate(2_100, 600),
  BG: rate(2_000, 900),
  CH: rate(810, 260),
  CY: rate(1_900, 500),
  CZ: rate(2_100, 1_200),
  DE: rate(1_900, 700),
  DK: rate(2_500, 2_500),
  EE: rate(2_400, 900),
  ES: rate(2_100, 1_000),
  FI: rate(2_550, 1_350),
  FR: rate(2_000, 550),
  GB: rate(2_000, 0),
  GR: rate(2_400, 1_300),
  HR: rate(2_500, 500),
  HU: rate(2_700, 500),
  IE: rate(2_300, 0),
  IT: rate(2_200, 400),
  LT: rate(2_100, 500),
  LU: rate(1_700, 300),
  LV: rate(2_100, 1_200),
  MT: rate(1_800, 500),
  NL: rate(2_100, 900),
  NO: rate(2_500, 1_500),
  PL: rate(2_300, 500),
  PT: rate(2_300, 600),
  RO: rate(2_100, 1_100),
  SE: rate(2_500, 600),
  SI: rate(2_200, 500),
  SK: rate(2_300, 500),
  US: rate(0, 0, false),
};

/**
 * @param country an ISO 3166-1 code
 * @returns the tax that is taken there; nothing where the table has none
 */
export function usualRate(country: string): TaxRate {
  return taxTable[country] ?? rate(0, 0);
}

/** The countries that the table knows. */
export const taxedCountries = Object.keys(taxTable).sort();
