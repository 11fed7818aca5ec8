import { defaultBase, sharedPorts } from './ports.ts';

/**
 * What every service gets in dapr.yaml. Where MongoDB, Redis and the mail catcher are, the tokens and the secrets differ
 * from one machine to the next; npm start gives them to its own processes and writes them down for the Dapr CLI.
 */
export const commonEnvironment = {
  HOST: '127.0.0.1',
  DB_PREFIX: 'credenza_',
  PUBLIC_URL: `http://localhost:${defaultBase}`,
  LOG_LEVEL: 'info',
  // What is read at the start lives for ever, and the default of 16 lets garbage grow beside it: 40 MB less for each service.
  NODE_OPTIONS: '--max-semi-space-size=8',
};

const own: Readonly<Record<string, Record<string, string>>> = {
  auth: { ADMIN_EMAIL: 'admin@credenza.example', ADMIN_PASSWORD: 'a walnut desk by the window' },
  notification: { MAIL_FROM: 'Credenza <shop@credenza.local>', WEBHOOK_ALLOW_LOCAL: 'true' },
  storefront: { METRICS_PORT: String(sharedPorts(defaultBase).storefrontMetrics) },
};

/**
 * @param service a service's name
 * @returns the variables that it has for itself
 */
export function ownEnvironment(service: string): Record<string, string> {
  return own[service] ?? {};
}
