import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';

const secret = () => randomBytes(32).toString('base64url');

const Secret = z.string().min(16);

const Secrets = z.object({
  DAPR_API_TOKEN: Secret.default(secret),
  APP_API_TOKEN: Secret.default(secret),
  AUTH_KEY_SECRET: Secret.default(secret),
  GUEST_TOKEN_SECRET: Secret.default(secret),
  PAYMENT_WEBHOOK_SECRET: Secret.default(secret),
  NOTIFICATION_SECRET: Secret.default(secret),
});

/** What only the processes of one marketplace know, by the variable that carries it. */
export type Secrets = z.output<typeof Secrets>;

/** The one service that may know a secret; undefined: everybody. */
const owners: Record<keyof Secrets, string | undefined> = {
  DAPR_API_TOKEN: undefined,
  APP_API_TOKEN: undefined,
  AUTH_KEY_SECRET: 'auth',
  GUEST_TOKEN_SECRET: 'cart',
  PAYMENT_WEBHOOK_SECRET: 'payment',
  NOTIFICATION_SECRET: 'notification',
};

/**
 * @param service a service's name
 * @param secrets all of them
 * @returns the common ones and the service's own, none of another service
 */
export function secretsOf(service: string, secrets: Secrets): Partial<Secrets> {
  const kept = z.keyof(Secrets).options.filter((name) => (owners[name] ?? service) === service);
  return Object.fromEntries(kept.map((name) => [name, secrets[name]]));
}

/**
 * Reads the secrets, making up those that are missing: all of them at the first start, later such as have come since.
 *
 * @param file where they are kept, readable by the owner alone
 * @returns the secrets, the same at every start
 */
export async function loadSecrets(file: string): Promise<Secrets> {
  const before = await readFile(file, 'utf8').catch(() => '{}');
  const secrets = Secrets.parse(JSON.parse(before));
  const text = `${JSON.stringify(secrets, null, 2)}\n`;
  if (text !== before) await writeFile(file, text, { mode: 0o600 });
  return secrets;
}
