import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, type Harness, startForTest } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Server as SocketServer } from 'socket.io';
import { io } from 'socket.io-client';
import type { Context } from '../src/context.ts';
import { service } from '../src/service.ts';
import { upstreamFor, upstreams } from '../src/upstreams.ts';

/** An HTTP server at the place of every service: it says what reached it. */
let behind: Server;
let kit: Harness<Context>;
let media: string;

beforeAll(async () => {
  const port = await freePort();
  behind = createServer((req, res) => {
    res.setHeader('content-type', 'application/json');
    if (req.url === '/readyz')
      return res.end('{"status":"ready","checks":{"database":true,"sidecar":true,"accepting":true}}');
    if (req.url === '/api/orders/openapi.json') {
      return res.end(
        '{"tags":[{"name":"order"}],"paths":{"/api/orders":{}},"components":{"schemas":{"Problem":{}},"securitySchemes":{}}}',
      );
    }
    if (req.url?.startsWith('/api/realtime')) return; // Socket.io answers
    if (req.url === '/api/payments/slow') return req.socket.destroy();
    let body = '';
    req.on('data', (chunk) => {
      body += chunk;
    });
    req.on('end', () =>
      res.end(JSON.stringify({ method: req.method, url: req.url, body, forwarded: req.headers['x-forwarded-for'] })),
    );
  });
  new SocketServer(behind, { path: '/api/realtime' }).on('connection', (socket) =>
    socket.emit('hello', socket.handshake.auth),
  );
  await new Promise<void>((resolve) => behind.listen(port, '127.0.0.1', resolve));
  media = await mkdtemp(join(tmpdir(), 'media-'));
  await writeFile(join(media, 'chair.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  kit = await startForTest(service, { env: { SERVICE_URL: `http://127.0.0.1:${port}`, MEDIA_DIR: media } });
});
afterAll(async () => {
  await kit?.stop();
  behind?.closeAllConnections();
  behind?.close();
  await rm(media, { recursive: true });
});

describe('the route table', () => {
  const table = upstreams('http://127.0.0.1:{port}', 5000);

  test('all ports move with the storefront’s own', () => {
    expect(table.find(({ name }) => name === 'product')?.url).toBe('http://127.0.0.1:5002');
    expect(upstreams('http://{name}', 4000).find(({ name }) => name === 'cart')?.url).toBe('http://cart');
  });

  test.each([
    ['/api/orders', 'order'],
    ['/api/orders/ord_1?x=/api/cart', 'order'],
    ['/api/realtime/?EIO=4', 'notification'],
    ['/api/ordersandmore', undefined],
    ['/internal/reservations', undefined],
    ['/events/order.created', undefined],
    ['/', undefined],
  ])('%s goes to %s', (path, name) => {
    expect(upstreamFor(table, path)?.name).toBe(name);
  });
});

describe('the ingress', () => {
  test('requests reach the service as they were sent', async () => {
    const answer = await kit.http.post('/api/orders?x=1').send({ some: 'body' }).expect(200);
    expect(answer.body).toMatchObject({ method: 'POST', url: '/api/orders?x=1', body: '{"some":"body"}' });
    expect(answer.body.forwarded).toContain('127.0.0.1');
  });

  test('a service that breaks off is a 503 problem', async () => {
    const answer = await kit.http.get('/api/payments/slow').expect(503);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body.detail).toContain('payment');
  });

  test.each(['/internal/reservations', '/api/products/../../internal/reservations'])(
    '%s is never sent on',
    async (path) => {
      const answer = await kit.http.post(path).send({});
      expect(answer.body.url ?? '').not.toMatch(/^\/internal/);
    },
  );

  test('WebSockets get through', async () => {
    const socket = io(kit.running.url, { path: '/api/realtime', transports: ['websocket'], auth: { token: 't' } });
    const auth = await new Promise((resolve) => socket.on('hello', resolve));
    expect(auth).toEqual({ token: 't' });
    socket.close();
  });
});

describe('its own pages', () => {
  test('the API page merges what the services say, and names who is silent', async () => {
    await kit.http.get('/docs').expect(200).expect('content-type', /html/);
    await kit.http.get('/docs/assets/swagger-ui-bundle.js').expect(200);
    const { body } = await kit.http.get('/docs/openapi.json').expect(200);
    expect(body.paths).toEqual({ '/api/orders': {} });
    expect(body.info.description).toContain('payment');
  });

  test('the system page shows every service', async () => {
    const answer = await kit.http.get('/system').expect(200);
    for (const name of ['auth', 'product', 'cart', 'order', 'payment', 'notification'])
      expect(answer.text).toContain(`<td>${name}</td>`);
    const { body } = await kit.http.get('/system.json').expect(200);
    expect(body.redis).toBe(true);
    expect(body.services.every((one: { up: boolean }) => one.up)).toBe(true);
  });

  test('pictures are shown and can do nothing', async () => {
    const answer = await kit.http.get('/media/chair.svg').expect(200);
    expect(answer.headers['content-security-policy']).toContain('sandbox');
    await kit.http.get('/media/../package.json').expect(404);
    await kit.http.get('/media/%2e%2e/package.json').expect(404);
    await kit.http.get('/media/none.svg').expect(404);
  });
});
