import { z } from 'zod';

/**
 * @param max how many characters it may have
 * @returns the schema of one line of text
 */
export function line(max: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), 'must be one line of text');
}

/**
 * @param max how many characters it may have
 * @returns the schema of a text of several lines
 */
export function plainText(max: number) {
  return z
    .string()
    .trim()
    .max(max)
    .refine((text) => text.isWellFormed() && !text.includes('\0'), 'must be text');
}

/** The name that others see: a person's, or a seller's shop. */
export const PublicName = line(100);
