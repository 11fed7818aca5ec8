import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far a signature's time may be from ours, in ms: a message caught on its way is worthless soon after. */
export const toleranceMs = 5 * 60_000;

/**
 * Signs a message: HMAC-SHA256 over its time and its bytes.
 *
 * @param body the exact bytes
 * @param secret what sender and receiver share
 * @param at the time of sending
 * @returns the header's value, such as `t=1764000000,v1=5f2b…` (seconds, hex)
 */
export function sign(body: Buffer | string, secret: string, at: Date): string {
  const seconds = String(Math.floor(at.getTime() / 1_000));
  return `t=${seconds},v1=${digest(body, secret, seconds).toString('hex')}`;
}

/**
 * Checks a signature in constant time.
 *
 * @param header what the sender put into the header; undefined when there was none
 * @param body the exact bytes that came
 * @param secret what sender and receiver share
 * @param now the time of arrival
 * @returns whether the sender knew the secret, signed these bytes, and did so within the tolerance
 */
export function isSigned(header: string | undefined, body: Buffer, secret: string, now: Date): boolean {
  const [, seconds = '', hex = ''] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header ?? '') ?? [];
  const given = Buffer.alloc(32);
  given.write(hex, 'hex');
  const genuine = timingSafeEqual(given, digest(body, secret, seconds));
  const fresh = Math.abs(now.getTime() - Number(seconds) * 1_000) <= toleranceMs;
  return genuine && fresh;
}

function digest(body: Buffer | string, secret: string, seconds: string): Buffer {
  return createHmac('sha256', secret).update(`${seconds}.`).update(body).digest();
}
