import type { LocalApp, MultiAppRun } from './dapr-yaml.ts';
import type { ServicePorts, SharedPorts } from './ports.ts';
import type { RedisAddress } from './redis.ts';
import { type Secrets, secretsOf } from './secrets.ts';

/** What differs between one marketplace on this machine and another. */
export interface Settings {
  base: number;
  shared: SharedPorts;
  mongoUrl: string;
  redis: RedisAddress;
  secrets: Secrets;
  mediaFolder: string;
  blobsFolder: string;
  /** What the caller sets differently, such as DB_PREFIX. */
  extra: Record<string, string>;
}

/**
 * @param settings the marketplace
 * @returns where its parts are, as services and components read it
 */
export function partsEnvironment({ shared, mongoUrl, redis, mediaFolder, blobsFolder }: Omit<Settings, 'secrets'>) {
  return {
    MONGO_URL: mongoUrl,
    REDIS_HOST: redis.host,
    REDIS_PASSWORD: redis.password,
    REDIS_DB: redis.db,
    SMTP_URL: `smtp://127.0.0.1:${shared.smtp}`,
    MAIL_URL: `http://127.0.0.1:${shared.mail}`,
    MEDIA_DIR: mediaFolder,
    BLOBS: `file:${blobsFolder}`,
  };
}

/**
 * Makes a service's environment: what dapr.yaml gives it, with the ports of this marketplace, where the parts are, and
 * its secrets; of the runner's own environment only what is none of that.
 *
 * @param app the service in dapr.yaml
 * @param file dapr.yaml
 * @param ports the service's ports
 * @param settings the marketplace
 * @param inherited the runner's own environment
 * @returns the variables for the service
 */
export function serviceEnvironment(
  app: LocalApp,
  file: MultiAppRun,
  ports: ServicePorts,
  settings: Settings,
  inherited: NodeJS.ProcessEnv,
): Record<string, string | undefined> {
  const { base, shared, secrets } = settings;
  const { NODE_OPTIONS: _jest, ...rest } = inherited;
  const listed = { ...file.common.env, ...app.env };
  const moved = { PUBLIC_URL: `http://localhost:${base}`, METRICS_PORT: String(shared.storefrontMetrics) };
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([name]) => !(name in secrets))),
    ...listed,
    ...Object.fromEntries(Object.entries(moved).filter(([name]) => name in listed)),
    ...partsEnvironment(settings),
    ...secretsOf(app.appID, secrets),
    PORT: String(ports.app),
    DAPR_HTTP_PORT: String(ports.daprHttp),
    DAPR_GRPC_PORT: String(ports.daprGrpc),
    ...settings.extra,
  };
}

/**
 * Makes a sidecar's environment: what the components refer to, and the tokens.
 *
 * @param settings the marketplace
 * @param inherited the runner's own environment
 * @returns the variables for daprd
 */
export function sidecarEnvironment(
  settings: Settings,
  inherited: NodeJS.ProcessEnv,
): Record<string, string | undefined> {
  const { REDIS_HOST, REDIS_PASSWORD, REDIS_DB, APP_API_TOKEN, DAPR_API_TOKEN } = {
    ...partsEnvironment(settings),
    ...settings.secrets,
    ...settings.extra,
  };
  return { ...inherited, REDIS_HOST, REDIS_PASSWORD, REDIS_DB, APP_API_TOKEN, DAPR_API_TOKEN };
}
