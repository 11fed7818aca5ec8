import type { IncomingMessage } from 'node:http';
import { Forbidden } from '@credenza/service-kit';

/**
 * Whether another site's page has made the browser send this. SameSite=Strict alone lets sibling subdomains through;
 * browsers say where a request comes from in Sec-Fetch-Site, or at least in Origin; who sends neither is no browser.
 *
 * @param headers a request's headers
 * @param publicUrl where the shop is reached
 * @returns whether a cookie that came with it must not count
 */
export function isCrossSite(headers: IncomingMessage['headers'], publicUrl: string): boolean {
  const { origin } = headers;
  if (origin !== undefined && origin === new URL(publicUrl).origin) return false;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  if (origin === undefined) return false;
  return hostOf(origin) !== (headers['x-forwarded-host'] ?? headers.host);
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

/**
 * @param request a request that brings or asks for the refresh cookie
 * @param publicUrl where the shop is reached
 * @throws Forbidden when another site is behind it
 */
export function refuseCrossSite(request: IncomingMessage, publicUrl: string): void {
  if (isCrossSite(request.headers, publicUrl)) throw new Forbidden('Another site may not sign people in or out here.');
}
