import { isIP } from 'node:net';
import { z } from 'zod';

/** As Express takes them (https://expressjs.com/en/guide/behind-proxies.html). */
function isProxy(text: string): boolean {
  const [address = '', bits] = text.split('/');
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  return isIP(address) !== 0 && (bits === undefined || /^\d{1,3}$/.test(bits));
}

/** The environment that every service understands. Durations are in ms unless the name says otherwise. */
export const baseConfig = {
  PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .meta({ description: 'default: the port in the list of services' }),
  HOST: z.string().default('0.0.0.0'),
  MONGO_URL: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, 'must be a mongodb:// URL')
    .default('mongodb://127.0.0.1:4090/?directConnection=true'),
  DB_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9_]*_$/, 'must be lower case and end with _')
    .default('credenza_'),
  REDIS_HOST: z.string().default('127.0.0.1:4091').meta({ description: 'host:port, as the Dapr components take it' }),
  REDIS_PASSWORD: z.string().default(''),
  REDIS_DB: z.coerce.number().int().min(0).default(0),
  DAPR_HTTP_PORT: z.coerce.number().int().default(3500),
  DAPR_API_TOKEN: z.string().default('').meta({ description: 'what the service shows to its sidecar' }),
  APP_API_TOKEN: z
    .string()
    .min(16, 'must be a secret of at least 16 characters')
    .meta({ description: 'what the sidecar shows to the service' }),
  TRUSTED_PROXIES: z
    .string()
    .default('loopback')
    .refine(
      (list) => list.split(/ *, */).every(isProxy),
      'must be addresses, CIDR ranges or loopback, separated by commas',
    )
    .meta({
      description:
        'whose X-Forwarded-For is believed; in a cluster the addresses of the ingress’s pods, such as 10.42.7.0/24',
    }),
  PUBLIC_URL: z.url().default('http://localhost:4000'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  RATE_LIMIT_FACTOR: z.coerce.number().positive().default(1).meta({ description: 'multiplies every rate limit' }),
};

const BaseConfig = z.object(baseConfig);
/** The settings that every service has. */
export type BaseConfig = z.output<typeof BaseConfig>;

/**
 * Describes a service's settings: the common ones and its own.
 *
 * @param own the service's own variables, by name
 * @returns the schema; `start` reads it from the environment
 */
export function defineConfig<Own extends z.ZodRawShape>(own: Own) {
  return z.object({ ...baseConfig, ...own });
}

/** The settings cannot be read; the message lists every variable that is wrong. */
export class ConfigError extends Error {}

/**
 * Reads settings.
 *
 * @param schema what `defineConfig` returned
 * @param env names and texts, usually `process.env`; an empty text counts as missing
 * @returns the typed settings
 * @throws ConfigError that names every wrong variable in one line each
 */
export function readConfig<Schema extends z.ZodType>(
  schema: Schema,
  env: Record<string, string | undefined>,
): z.output<Schema> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new ConfigError(`The environment is not complete:\n${lines.join('\n')}`);
}
