import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';

const secret = () => randomBytes(32).toString('base64url');

const Secrets = z.object({
  DAPR_API_TOKEN: z.string().min(16),
  APP_API_TOKEN: z.string().min(16),
  AUTH_KEY_SECRET: z.string().min(16),
  PAYMENT_WEBHOOK_SECRET: z.string().min(16),
});

/** What only the processes of one marketplace know, by the variable that carries it. */
export type Secrets = z.output<typeof Secrets>;

/**
 * Reads the secrets, making them up at the first start.
 *
 * @param file where they are kept, readable by the owner alone
 * @returns the secrets, the same at every start
 */
export async function loadSecrets(file: string): Promise<Secrets> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text !== undefined) return Secrets.parse(JSON.parse(text));
  const secrets = {
    DAPR_API_TOKEN: secret(),
    APP_API_TOKEN: secret(),
    AUTH_KEY_SECRET: secret(),
    PAYMENT_WEBHOOK_SECRET: secret(),
  };
  await writeFile(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return secrets;
}
