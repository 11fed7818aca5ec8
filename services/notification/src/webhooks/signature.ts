import { createHmac, randomBytes } from 'node:crypto';

/**
 * @returns a secret as the Standard Webhooks have it (https://www.standardwebhooks.com): `whsec_` and 256 random bits
 */
export function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/**
 * Signs a message with every secret that counts, so that a receiver can change to a newer one at any time.
 *
 * @param secrets the secrets
 * @param message its id, its body, and when it is sent
 * @returns the headers to send with it
 */
export function signedHeaders(
  secrets: string[],
  { id, body, at }: { id: string; body: string; at: Date },
): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
