import { z } from 'zod';
import { isCommonPassword } from './common-passwords.ts';

const shortest = 10;
const longest = 128;

function inRange(password: string): boolean {
  const characters = [...password].length;
  return characters >= shortest && characters <= longest;
}

/** NFKC, so that a password typed on another keyboard or system is the same password (NIST SP 800-63B). */
const normalised = (text: string) => text.normalize('NFKC');

/** A password that somebody proposes: length matters, the kinds of characters do not, the commonest are refused. */
export const NewPassword = z
  .string()
  .max(1_024)
  .meta({
    description: `${shortest} to ${longest} characters of any kind, but none of the commonest passwords`,
    examples: ['a walnut desk by the window'],
  })
  .transform(normalised)
  .refine(inRange, `must have ${shortest} to ${longest} characters`)
  .refine((password) => !isCommonPassword(password), 'is one of the commonest passwords');

/** A password that somebody claims to know; only its size is limited, as older ones may follow older rules. */
export const GivenPassword = z.string().min(1).max(1_024).transform(normalised);

/**
 * @param password a proposed password
 * @param email the account's normalised address
 * @returns whether it is the address, or the part before the @
 */
export function resemblesEmail(password: string, email: string): boolean {
  const said = password.toLowerCase();
  return said === email || said === email.slice(0, email.lastIndexOf('@'));
}
