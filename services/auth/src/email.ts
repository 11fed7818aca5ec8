import { z } from 'zod';

/** An address as it is compared and stored: without spaces around it, in lower case, each character in one form only (NFKC). */
export const Email = z
  .string()
  .max(320)
  .meta({ format: 'email', examples: ['alma@example.com'] })
  .transform((text) => text.normalize('NFKC').trim().toLowerCase())
  .pipe(z.email().max(254));
