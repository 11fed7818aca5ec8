import { RefreshToken } from './refresh-token.ts';

export const refreshCookieName = 'credenza_refresh';

/** Scripts never see it, other sites never cause it to be sent, and no other service gets it. */
function cookie(value: string, options: { secure: boolean; maxAgeSeconds: number }): string {
  const attributes = ['Path=/api/auth', `Max-Age=${options.maxAgeSeconds}`, 'HttpOnly', 'SameSite=Strict'];
  return [`${refreshCookieName}=${value}`, ...attributes, ...(options.secure ? ['Secure'] : [])].join('; ');
}

/**
 * @param token a refresh token
 * @param options whether the shop is reached by https, and how many seconds the session has left
 * @returns the Set-Cookie header
 */
export function refreshCookie(token: string, options: { secure: boolean; maxAgeSeconds: number }): string {
  return cookie(token, options);
}

/**
 * @param secure whether the shop is reached by https
 * @returns the Set-Cookie header that removes the cookie
 */
export function noRefreshCookie(secure: boolean): string {
  return cookie('', { secure, maxAgeSeconds: 0 });
}

/**
 * @param cookies a request's cookies
 * @returns the refresh token among them, when there is one that looks like one
 */
export function tokenInCookies(cookies: Record<string, string>): string | undefined {
  return RefreshToken.safeParse(cookies[refreshCookieName]).data;
}
