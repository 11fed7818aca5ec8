import { createHash, createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';

/**
 * A refresh token is 64 random bytes as text: 32 that name the family and stay, 32 that change at every use. The name
 * lets a token that was rotated away be recognised as one of this family without keeping every old one. Nobody but the
 * client ever sees either half: both are stored as SHA-256.
 */
export const RefreshToken = z.string().regex(/^[\w-]{86}$/, 'must be a refresh token');

/** Looks like a token: 86 characters of base64url. */
const familyLength = 43;

const digest = (text: string) => createHash('sha256').update(text).digest('base64url');

/** @returns the first token of a new family */
export function firstToken(): string {
  return randomBytes(32).toString('base64url') + randomBytes(32).toString('base64url');
}

/** @returns a salt for one rotation */
export function rotationSalt(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * @param token a refresh token
 * @returns what its family is stored under
 */
export function familyHash(token: string): string {
  return digest(token.slice(0, familyLength));
}

/**
 * @param token a refresh token
 * @returns what it is stored as
 */
export function tokenHash(token: string): string {
  return digest(token);
}

/**
 * The token that follows another one. It follows from that token and the rotation's salt, so that two tabs which come
 * with the same token get the same successor though the successor is stored nowhere; the salt alone is of no use.
 *
 * @param token a refresh token
 * @param salt the rotation's salt
 * @returns the next token of the same family
 */
export function successor(token: string, salt: string): string {
  return token.slice(0, familyLength) + createHmac('sha256', token).update(salt).digest('base64url');
}
