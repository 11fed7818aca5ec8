import { z } from 'zod';

const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** The runtime throws at what is no code at all. */
function isCountry(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && code !== 'ZZ' && names.of(code) !== undefined;
}

/** An ISO 3166-1 alpha-2 code of a country that there is. */
export const Country = z
  .string()
  .refine(isCountry, 'must be an ISO 3166-1 code such as DE')
  .meta({ examples: ['DE'] });
