import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';

/** How a client keeps its refresh token: in a cookie that its scripts cannot read, or by itself. */
export const ClientKind = z.enum(['browser', 'other']);
export type ClientKind = z.infer<typeof ClientKind>;

/** What a client says about itself when it signs in. */
export const ClientChoice = ClientKind.default('other').meta({
  description: 'browser: the refresh token comes as an HttpOnly cookie; other: in the body',
});

const longestUserAgent = 200;

function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}

/**
 * @param request a request
 * @returns its user agent in printable characters, short enough to list
 */
export function userAgentOf(request: IncomingMessage): string {
  return header(request, 'user-agent')
    .replaceAll(/[^\x20-\x7e]/g, '')
    .trim()
    .slice(0, longestUserAgent);
}

/**
 * Tells one client from another without its network address, which changes between two requests of one phone. All tabs
 * of a browser send the same values in these headers, and keep the token in the same way; somebody who has got hold of
 * a token alone, from a log or a backup, has to guess them within the half minute in which they matter.
 *
 * @param request a request
 * @param kind how it brought its refresh token
 * @returns a short text that is the same for the same client
 */
export function clientMarker(request: IncomingMessage, kind: ClientKind): string {
  const told = ['user-agent', 'accept-language', 'sec-ch-ua', 'sec-ch-ua-platform'].map((name) =>
    header(request, name),
  );
  return createHash('sha256')
    .update(JSON.stringify([kind, ...told]))
    .digest('base64url')
    .slice(0, 22);
}
