import type { GuestToken } from './guest-token.ts';

/** How guest cookies are written. */
export interface CookieSettings {
  /** For how many days. */
  days: number;
  /** Whether the shop is reached over TLS. */
  secure: boolean;
}

/**
 * Over TLS the cookie has a name that browsers take from this very host alone (RFC 6265bis, 4.1.3.2): neither another
 * subdomain nor somebody on the way can put a token of theirs into a guest's browser, to look into the cart later.
 *
 * @param settings whether the shop is reached over TLS
 * @returns the name of the cookie that a guest's browser keeps
 */
export function guestCookie({ secure }: Pick<CookieSettings, 'secure'>): string {
  return secure ? '__Host-guest_cart' : 'guest_cart';
}

/**
 * Writes the cookie that keeps, or with no token forgets, a guest's cart.
 *
 * @param token the token
 * @param settings for how many days; whether it may only travel over TLS
 * @returns the value of `set-cookie`
 */
export function cookieOf(token: GuestToken | undefined, settings: CookieSettings): string {
  const age = token === undefined ? 0 : settings.days * 24 * 3_600;
  // The name over TLS insists on the whole host.
  const place = settings.secure ? 'Path=/; Secure' : 'Path=/api/cart';
  return `${guestCookie(settings)}=${token ?? ''}; ${place}; Max-Age=${age}; HttpOnly; SameSite=Lax`;
}
