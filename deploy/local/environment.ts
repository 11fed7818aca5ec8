import type { LocalApp, MultiAppRun } from './dapr-yaml.ts';
import type { ServicePorts, SharedPorts } from './ports.ts';
import type { RedisAddress } from './redis.ts';
import type { Secrets } from './secrets.ts';

/** What differs between one marketplace on this machine and another. */
export interface Settings {
  base: number;
  shared: SharedPorts;
  mongoUrl: string;
  redis: RedisAddress;
  secrets: Secrets;
  mediaFolder: string;
  documentsFolder: string;
  /** What the caller sets differently, such as DB_PREFIX. */
  extra: Record<string, string>;
}

/**
 * Makes a service's environment: what dapr.yaml gives it, with the values of this marketplace, and of the runner's own
 * environment only what dapr.yaml does not name.
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
  const { NODE_OPTIONS: _jest, ...rest } = inherited;
  const listed = { ...file.common.env, ...app.env };
  const here: Record<string, string> = { ...values(settings), PORT: String(ports.app) };
  const replaced = Object.keys(listed).map((name) => [name, here[name] ?? listed[name]]);
  return {
    ...rest,
    ...Object.fromEntries(replaced),
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
    ...values(settings),
    ...settings.extra,
  };
  return { ...inherited, REDIS_HOST, REDIS_PASSWORD, REDIS_DB, APP_API_TOKEN, DAPR_API_TOKEN };
}

function values({ base, shared, mongoUrl, redis, secrets, mediaFolder, documentsFolder }: Settings) {
  return {
    MONGO_URL: mongoUrl,
    REDIS_HOST: redis.host,
    REDIS_PASSWORD: redis.password,
    REDIS_DB: redis.db,
    PUBLIC_URL: `http://localhost:${base}`,
    SMTP_URL: `smtp://127.0.0.1:${shared.smtp}`,
    MEDIA_DIR: mediaFolder,
    DOCUMENTS_DIR: documentsFolder,
    ...secrets,
  };
}
