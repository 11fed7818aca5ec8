import { createHash } from 'node:crypto';
import { RawReply } from '@credenza/service-kit';

/** A product page, and whose stock it shows. */
export interface RenderedPage {
  reply: RawReply;
  variantIds: string[];
}

/**
 * Renders a public answer.
 *
 * @param body anything JSON
 * @param version the version of the product that it shows, when it shows one
 * @returns the bytes with an ETag that changes with them
 */
export function rendered(body: unknown, version?: number): RawReply {
  const content = Buffer.from(JSON.stringify(body));
  return asReply(content, etagOf(content, version));
}

/**
 * @param content the bytes of a public answer
 * @param etag its ETag
 * @returns the answer; whoever keeps it asks each time whether it is still good
 */
export function asReply(content: Buffer, etag: string): RawReply {
  return new RawReply(content, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'public, no-cache',
    etag,
  });
}

/**
 * @param content the bytes of an answer
 * @param version the version that If-Match has to name to change it; what follows the point also changes with the stock
 * @returns the ETag
 */
export function etagOf(content: Buffer | string, version?: number): string {
  const digest = createHash('sha1').update(content).digest('base64url').slice(0, 16);
  return version === undefined ? `"${digest}"` : `"${version}.${digest}"`;
}
