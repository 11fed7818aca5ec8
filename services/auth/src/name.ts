import { z } from 'zod';

/** The name that others see: a person's, or a seller's shop. */
export const PublicName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine((name) => name.isWellFormed() && !/\p{Cc}/u.test(name), 'must be one line of text');
