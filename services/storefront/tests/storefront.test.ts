import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceNames } from '@credenza/contracts';
import { type Harness, startForTest } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { service } from '../src/service.ts';
import { systemPage } from '../src/system.ts';
import { isWell } from '../src/system-state.ts';
import { type Behind, startBehind } from './behind.ts';

let behind: Behind;
let kit: Harness<Context>;
let media: string;

beforeAll(async () => {
  behind = await startBehind();
  media = await mkdtemp(join(tmpdir(), 'media-'));
  await writeFile(join(media, 'chair.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  kit = await startForTest(service, {
    env: { SERVICE_URL: behind.url, MEDIA_DIR: media, METRICS_PORT: '0', MAIL_URL: `${behind.url}/mails` },
  });
});
afterAll(async () => {
  await kit?.stop();
  behind?.close();
  await rm(media, { recursive: true });
});

describe('its own pages', () => {
  test('the API page merges what the services say, and names who is silent', async () => {
    await kit.http.get('/docs').expect(200).expect('content-type', /html/);
    await kit.http.get('/docs/assets/swagger-ui-bundle.js').expect(200);
    const { body } = await kit.http.get('/docs/openapi.json').expect(200);
    expect(body.paths).toEqual({ '/api/orders': {} });
    expect(body.info.description).toContain('payment');
  });

  test('the system page shows every service and component', async () => {
    const { text } = await kit.http.get('/system').expect(200);
    const rows = [...text.matchAll(/<tr><td>([^<]+)<\/td>/g)].map(([, name]) => name);
    expect(rows).toEqual([...serviceNames, 'Redis', 'mail catcher']);
    expect(text).toContain('Everything is up');
    const { body } = await kit.http.get('/system.json').expect(200);
    expect(body).toMatchObject({ redis: true, mail: true });
    expect(body.services.map((one: { name: string; up: boolean }) => [one.name, one.up])).toEqual(
      serviceNames.map((name) => [name, true]),
    );
  });

  test('its metrics are on a port of their own, not where everybody is', async () => {
    await kit.http
      .get('/metrics')
      .expect(404)
      .expect('content-type', /problem\+json/);
    const own = `http://127.0.0.1:${kit.running.context.metricsPort}`;
    expect(await (await fetch(`${own}/metrics`)).text()).toContain('nodejs_');
    expect((await fetch(`${own}/`)).status).toBe(404);
  });

  test('pictures are shown and can do nothing', async () => {
    const answer = await kit.http.get('/media/chair.svg').expect(200);
    expect(answer.headers).toMatchObject({
      'content-security-policy': expect.stringContaining('sandbox'),
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    });
    await kit.http.get('/media/../package.json').expect(404);
    await kit.http.get('/media/%2e%2e/package.json').expect(404);
    await kit.http.get('/media/none.svg').expect(404);
  });
});

describe('the state of everything', () => {
  const up = { url: '', up: true, database: true, sidecar: true };
  const services = serviceNames.map((name) => ({ name, ...up }));
  const now = new Date(0);

  test('is not well when a sidecar, Redis or the mail catcher is down', () => {
    expect(isWell({ services, redis: true })).toBe(true);
    expect(isWell({ services, redis: true, mail: false })).toBe(false);
    expect(isWell({ services, redis: false })).toBe(false);
    const without = services.map((one) => (one.name === 'storefront' ? { ...one, sidecar: false } : one));
    expect(isWell({ services: without, redis: true })).toBe(false);
    expect(systemPage({ services: without, redis: true }, now)).toContain('Something is down');
  });

  test('says nothing of a mail catcher where there is none', () => {
    expect(systemPage({ services, redis: true }, now)).not.toContain('mail');
  });
});
