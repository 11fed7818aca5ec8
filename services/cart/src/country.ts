import { z } from 'zod';

/** A country, as callers say it. */
export const Country = z
  .string()
  .regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 code such as DE')
  .meta({ examples: ['DE'] });
