import { createHash, randomBytes } from 'node:crypto';
import { CartId, idFromUuid } from '@credenza/contracts';

/** The cookie that a guest's browser keeps; other clients send the same value as the header. */
export const guestCookie = 'guest_cart';
export const guestHeader = 'x-guest-cart';

/** The secret that opens a guest's cart: 256 random bits, known to the guest alone. */
export type GuestToken = string;

/**
 * @returns a fresh token that nobody can guess
 */
export function newGuestToken(): GuestToken {
  return randomBytes(32).toString('base64url');
}

/**
 * @param text what a caller sent; anything
 * @returns the token, or undefined when it cannot be one
 */
export function readGuestToken(text: unknown): GuestToken | undefined {
  return typeof text === 'string' && /^[\w-]{43}$/.test(text) ? text : undefined;
}

/**
 * The id of the cart that a token opens. It comes from the token's hash, which is all that is ever stored: whoever reads the
 * database or an id cannot open a cart with it.
 *
 * @param token the token
 * @returns the cart's id
 */
export function guestCartId(token: GuestToken): CartId {
  const hash = createHash('sha256').update(token).digest('hex');
  const uuid = hash.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return idFromUuid(CartId, uuid);
}

/**
 * Writes the cookie that keeps, or with no token forgets, a guest's cart.
 *
 * @param token the token
 * @param options for how many days; whether it may only travel over TLS
 * @returns the value of `set-cookie`
 */
export function cookieOf(token: GuestToken | undefined, options: { days: number; secure: boolean }): string {
  const age = token === undefined ? 0 : options.days * 24 * 3_600;
  const secure = options.secure ? '; Secure' : '';
  return `${guestCookie}=${token ?? ''}; Path=/api/cart; Max-Age=${age}; HttpOnly; SameSite=Lax${secure}`;
}
