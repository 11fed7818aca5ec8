import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { serviceNames, services } from '@credenza/contracts';
import { describe, expect, test } from '@jest/globals';
import { withScopes } from '../../deploy/local/component-scopes.ts';
import { readDaprYaml, renderDaprYaml } from '../../deploy/local/dapr-yaml.ts';
import { serviceEnvironment } from '../../deploy/local/environment.ts';
import { generated } from '../../deploy/local/gen-dapr-yaml.ts';
import { servicePorts, sharedPorts } from '../../deploy/local/ports.ts';

const root = resolve(import.meta.dirname, '../..');

describe('dapr.yaml', () => {
  test('and the component scopes are what follows from the list of services', async () => {
    for (const [path, text] of Object.entries(await generated())) {
      expect({ path, text: await readFile(resolve(root, path), 'utf8') }).toEqual({ path, text });
    }
  });

  test('is read back as the services that it was written from', () => {
    const { apps } = readDaprYaml(renderDaprYaml(services));
    expect(apps.map(({ appID, appPort }) => [appID, appPort])).toEqual(
      serviceNames.map((name) => [name, services[name].port]),
    );
  });

  test('holds nothing that differs from one machine to the next', async () => {
    const text = await readFile(resolve(root, 'dapr.yaml'), 'utf8');
    expect(text).not.toMatch(/MONGO_URL|REDIS|SMTP_URL|_TOKEN|_SECRET/);
  });

  test('keeps the comments of a component when a service is added', () => {
    const before = '# why\nspec:\n  type: x # because\nscopes:\n  - cart\n';
    expect(withScopes(before, ['storefront', 'cart', 'wishlist'])).toBe(
      '# why\nspec:\n  type: x # because\nscopes:\n  - cart\n  - wishlist\n',
    );
  });
});

describe('the environment of a service', () => {
  const file = readDaprYaml(renderDaprYaml(services));
  const settings = {
    base: 5_000,
    shared: sharedPorts(5_000),
    mongoUrl: 'mongodb://127.0.0.1:5090/',
    redis: { host: '127.0.0.1:5091', password: '', db: '0' },
    secrets: {
      DAPR_API_TOKEN: 'dapr-token',
      APP_API_TOKEN: 'app-token',
      AUTH_KEY_SECRET: 'auth-secret',
      GUEST_TOKEN_SECRET: 'guest-secret',
      PAYMENT_WEBHOOK_SECRET: 'payment-secret',
      NOTIFICATION_SECRET: 'notification-secret',
    },
    mediaFolder: '/data/media',
    blobsFolder: '/data/blobs',
    extra: { DB_PREFIX: 'test_' },
  };
  const environmentOf = (name: string) => {
    const app = file.apps.find(({ appID }) => appID === name);
    if (!app) throw new Error(`no ${name}`);
    return serviceEnvironment(app, file, servicePorts(app.appPort, 5_000), settings, {
      HOME: '/home',
      NODE_OPTIONS: '-x',
      AUTH_KEY_SECRET: 'of the shell',
      MONGO_URL: 'of the shell',
    });
  };

  test('has the values of this marketplace instead of those for development', () => {
    expect(environmentOf('auth')).toMatchObject({
      HOME: '/home',
      PORT: '5001',
      DAPR_HTTP_PORT: '5101',
      MONGO_URL: 'mongodb://127.0.0.1:5090/',
      REDIS_HOST: '127.0.0.1:5091',
      APP_API_TOKEN: 'app-token',
      PUBLIC_URL: 'http://localhost:5000',
      AUTH_KEY_SECRET: 'auth-secret',
      DB_PREFIX: 'test_',
    });
  });

  test('has no secret of another service and no options of the test runner', () => {
    expect(Object.keys(environmentOf('cart'))).not.toContain('AUTH_KEY_SECRET');
    expect(Object.keys(environmentOf('cart'))).not.toContain('PAYMENT_WEBHOOK_SECRET');
    expect(environmentOf('auth').NODE_OPTIONS).not.toContain('-x'); // what dapr.yaml says, and not the shell
    expect(environmentOf('cart').GUEST_TOKEN_SECRET).toBe('guest-secret');
    expect(environmentOf('payment').PAYMENT_WEBHOOK_SECRET).toBe('payment-secret');
    expect(environmentOf('notification').NOTIFICATION_SECRET).toBe('notification-secret');
  });
});
