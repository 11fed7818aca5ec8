import { mongoUrl } from './mongod.ts';
import { defaultBase, sharedPorts } from './ports.ts';

const shared = sharedPorts(defaultBase);
const placeholder = 'for-local-development-only';

/** What every service gets in dapr.yaml. The tokens and secrets are no secrets; npm start puts random ones in their places. */
export const commonEnvironment = {
  HOST: '127.0.0.1',
  MONGO_URL: mongoUrl(shared.mongod),
  DB_PREFIX: 'credenza_',
  REDIS_HOST: `127.0.0.1:${shared.redis}`,
  REDIS_PASSWORD: '',
  REDIS_DB: '0',
  APP_API_TOKEN: placeholder,
  DAPR_API_TOKEN: placeholder,
  PUBLIC_URL: `http://localhost:${defaultBase}`,
  LOG_LEVEL: 'info',
};

const own: Readonly<Record<string, Record<string, string>>> = {
  auth: {
    AUTH_KEY_SECRET: placeholder,
    DOCUMENTS_DIR: '../../.credenza/documents',
    ADMIN_EMAIL: 'admin@credenza.example',
    ADMIN_PASSWORD: 'a walnut desk by the window',
  },
  payment: { PAYMENT_WEBHOOK_SECRET: placeholder },
  notification: { SMTP_URL: `smtp://127.0.0.1:${shared.smtp}`, MAIL_FROM: 'Credenza <shop@credenza.local>' },
  storefront: { MEDIA_DIR: '../../.credenza/media' },
};

/**
 * @param service a service's name
 * @returns the variables that it has for itself
 */
export function ownEnvironment(service: string): Record<string, string> {
  return own[service] ?? {};
}
