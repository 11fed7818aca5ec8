import { z } from 'zod';

const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** An ISO 3166-1 alpha-2 code of a country that there is. */
export const Country = z
  .string()
  .regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 code such as DE')
  .refine((code) => code !== 'ZZ' && names.of(code) !== undefined, 'is no country')
  .meta({ examples: ['DE'] });
