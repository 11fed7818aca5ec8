import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { refuseCrossSite } from './cross-site.ts';
import type { Shown } from './refresh.ts';
import { tokenInCookies } from './refresh-cookie.ts';
import { RefreshToken } from './refresh-token.ts';

/** The body of whoever may bring a refresh token; browsers bring it as a cookie. */
export const TokenBody = z
  .strictObject({ refreshToken: RefreshToken.optional().meta({ description: 'not needed by browsers' }) })
  .optional();

/**
 * @param input a request
 * @param publicUrl where the shop is reached
 * @returns the refresh token that it brings, in the body or else as a cookie; undefined when it brings none
 * @throws Forbidden when another site has made a browser send the cookie
 */
export function shownToken(
  input: { body: z.output<typeof TokenBody>; cookies: Record<string, string>; request: IncomingMessage },
  publicUrl: string,
): Shown | undefined {
  const { body, cookies, request } = input;
  if (body?.refreshToken !== undefined) return { token: body.refreshToken, kind: 'other', request };
  const token = tokenInCookies(cookies);
  if (token === undefined) return undefined;
  refuseCrossSite(request, publicUrl);
  return { token, kind: 'browser', request };
}
