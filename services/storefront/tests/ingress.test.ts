import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually, type Harness, startForTest } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import express from 'express';
import { io } from 'socket.io-client';
import type { Context } from '../src/context.ts';
import { serveIngress } from '../src/ingress.ts';
import { service } from '../src/service.ts';
import { upstreams } from '../src/upstreams.ts';
import { type Behind, startBehind } from './behind.ts';

let behind: Behind;
let kit: Harness<Context>;
/** What the server behind does with a request to /api/payments/special, in this order. */
const plans: ('answer' | 'reset' | 'break off')[] = [];
/** The methods of those requests. */
const specials: string[] = [];

beforeAll(async () => {
  behind = await startBehind((req, res) => {
    if (req.url === '/api/orders/old-style') {
      res.writeHead(418, 'Teapot', [
        ['Connection', 'close, x-hop'],
        ['X-Hop', 'mine'],
        ['Set-Cookie', 'a=1'],
        ['Set-Cookie', 'b=2'],
        ['X-Kept', 'yes'],
      ]);
      res.end('short and stout');
      return true;
    }
    if (req.url !== '/api/payments/special') return false;
    specials.push(req.method ?? '');
    const plan = plans.shift() ?? 'answer';
    if (plan === 'reset') req.socket.resetAndDestroy();
    if (plan === 'break off') {
      res.writeHead(200, { 'content-length': 100 });
      res.write('half', () => req.socket.resetAndDestroy());
    }
    return plan !== 'answer';
  });
  kit = await startForTest(service, { env: { SERVICE_URL: behind.url, METRICS_PORT: '0' } });
});
beforeEach(() => {
  plans.length = 0;
  specials.length = 0;
  behind.connections.length = 0;
});
afterAll(async () => {
  await kit?.stop();
  behind?.close();
});

/** Sends bytes as they are; clients and libraries would tidy a path up. */
async function raw(text: string): Promise<string> {
  const socket = connect(kit.running.port, '127.0.0.1').setEncoding('latin1');
  socket.write(text);
  let answer = '';
  for await (const part of socket) answer += part;
  return answer;
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
afterAll(() => agent.destroy());

/** One request over the client's one connection. */
async function over(method: string, path: string, body?: string) {
  const sent = request(`${kit.running.url}${path}`, { method, agent });
  sent.end(body);
  const [answer]: IncomingMessage[] = await once(sent, 'response');
  let text = '';
  if (answer) for await (const part of answer) text += part;
  return { status: answer?.statusCode, text, headers: answer?.headers, socket: sent.socket };
}

describe('the ingress', () => {
  test('requests reach the service as they were sent', async () => {
    const answer = await kit.http.post('/api/orders?x=1').set('x-own', 'y').send({ some: 'body' }).expect(200);
    expect(answer.body).toMatchObject({
      method: 'POST',
      url: '/api/orders?x=1',
      body: '{"some":"body"}',
      headers: {
        host: new URL(kit.running.url).host,
        'x-own': 'y',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-proto': 'http',
        'x-forwarded-host': new URL(kit.running.url).host,
      },
    });
    const forwarded = await kit.http.get('/api/orders').set('x-forwarded-for', '203.0.113.9').expect(200);
    expect(forwarded.body.headers['x-forwarded-for']).toBe('203.0.113.9,127.0.0.1');
  });

  test('bodies keep their framing, whatever the method is', async () => {
    const chunked = 'Host: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n0\r\n\r\n';
    expect(await raw(`DELETE /api/cart/lines HTTP/1.1\r\n${chunked}`)).toContain('"body":"abc"');
    expect(await raw('POST /api/cart HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toContain(
      '"content-length":"0"',
    );
    expect(await raw('GET /api/cart HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).not.toContain(
      'content-length":',
    );
  });

  test('what concerns one connection stays on it, and everything else of an answer arrives', async () => {
    const sent = await raw(
      'GET /api/orders HTTP/1.1\r\nHost: x\r\nConnection: close, X-Mine\r\nX-Mine: 1\r\nTE: trailers\r\nX-Yours: 2\r\n\r\n',
    );
    expect(sent).toContain('"x-yours":"2"');
    expect(sent).not.toMatch(/"x-mine"|"te"/);
    const answer = await over('GET', '/api/orders/old-style');
    expect(answer).toMatchObject({ status: 418, text: 'short and stout' });
    expect(answer.headers).toMatchObject({ 'set-cookie': ['a=1', 'b=2'], 'x-kept': 'yes', connection: 'keep-alive' });
    expect(answer.headers).not.toHaveProperty('x-hop');
  });

  test('HEAD has headers and no body', async () => {
    const answer = await kit.http.head('/api/orders').expect(200).expect('content-type', 'application/json');
    expect(answer.text).toBeUndefined();
  });

  test.each([
    '/internal/reservations',
    '/api/products/../../internal/offers',
    '/api/products/%2e%2e/%2e%2e/internal/offers',
    '/api/products/x\\..\\..\\..\\internal/offers',
    '/api/products/x%5c..%5c..%5c..%5cinternal/offers',
    '/api/products/..%2f..%2finternal/offers',
    '/api\\..\\internal\\offers',
    'http://127.0.0.1/internal/offers',
  ])('%s is never sent on, neither by a request nor by an upgrade', async (path) => {
    const asked = await raw(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
    expect(asked).toMatch(/^HTTP\/1\.1 404 /);
    const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
    expect(await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\n${upgrade}`)).toBe('');
    expect(behind.connections).toEqual([]);
  });

  test('an upload may take half an hour, however little the server allows other requests', async () => {
    const app = express();
    const server = createServer({ requestTimeout: 200, headersTimeout: 200, connectionsCheckingInterval: 20 }, app);
    const table = upstreams(behind.url, 4000);
    const detach = serveIngress(app, server, table, kit.running.log);
    expect(server.requestTimeout).toBe(30 * 60_000);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const sent = request({ port, host: '127.0.0.1', path: '/api/products/import', method: 'POST' });
    for (const part of ['Handle,', 'Title\n', 'pot,', 'Pot\n']) {
      sent.write(part);
      await pause(100);
    }
    sent.end();
    const [answer]: IncomingMessage[] = await once(sent, 'response');
    let text = '';
    if (answer) for await (const part of answer) text += part;
    expect(JSON.parse(text).body).toBe('Handle,Title\npot,Pot\n');
    detach();
    server.close();
    server.closeAllConnections();
  });
});

describe('connections', () => {
  test('are kept on both sides', async () => {
    const [first, second] = [await over('GET', '/api/orders'), await over('POST', '/api/cart/lines', '{}')];
    expect(second.socket).toBe(first.socket);
    expect(behind.connections).toHaveLength(2);
    expect(behind.connections[1]).toBe(behind.connections[0]);
  });

  test('that a service closes at the wrong moment: a GET is sent once more, on a new one', async () => {
    await over('GET', '/api/orders');
    plans.push('reset');
    expect((await over('GET', '/api/payments/special')).status).toBe(200);
    expect(specials).toEqual(['GET', 'GET']);
  });

  test('that break twice: a GET is not sent a third time', async () => {
    await over('GET', '/api/orders');
    plans.push('reset', 'reset');
    expect((await over('GET', '/api/payments/special')).status).toBe(503);
    expect(specials).toEqual(['GET', 'GET']);
  });

  test('that a service closes at the wrong moment: a POST fails and is not sent again', async () => {
    await over('GET', '/api/orders');
    plans.push('reset');
    const answer = await over('POST', '/api/payments/special', '{}');
    expect(answer.status).toBe(503);
    expect(answer.headers?.['content-type']).toContain('application/problem+json');
    expect(JSON.parse(answer.text).detail).toContain('payment');
    expect(specials).toEqual(['POST']);
  });

  test('that break in an answer break the client’s, so that a part does not pass for the whole', async () => {
    plans.push('break off');
    await expect(over('GET', '/api/payments/special')).rejects.toThrow('aborted');
  });

  test('of clients that go away are let go behind, too', async () => {
    const sent = request(`${kit.running.url}/api/products/import`, { method: 'POST' });
    sent.on('error', () => {});
    sent.write('half');
    await eventually(() => behind.connections.length === 1);
    sent.destroy();
    await eventually(() => behind.connections[0]?.destroyed);
  });
});

describe('WebSockets', () => {
  const open = () => io(kit.running.url, { path: '/api/realtime', transports: ['websocket'], auth: { token: 't' } });

  test('get through', async () => {
    const socket = open();
    expect(await new Promise((resolve) => socket.on('hello', resolve))).toEqual({ token: 't' });
    socket.close();
  });

  test('that a service refuses are refused with its own words', async () => {
    const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 1\r\n\r\n';
    const answer = await raw(`GET /api/realtime/?EIO=9&transport=websocket HTTP/1.1\r\nHost: x\r\n${upgrade}`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('Missing or invalid Sec-WebSocket-Key');
  });

  test('of clients that vanish end nothing but themselves', async () => {
    const socket = connect(kit.running.port, '127.0.0.1');
    const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13';
    socket.write(
      `GET /api/realtime/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${key}\r\n\r\n`,
    );
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
    socket.resetAndDestroy();
    await kit.http.get('/api/orders').expect(200);
  });

  test('do not keep the storefront from stopping', async () => {
    const other = await startForTest(service, { env: { SERVICE_URL: behind.url, METRICS_PORT: '0' } });
    const socket = io(other.running.url, { path: '/api/realtime', transports: ['websocket'], reconnection: false });
    await new Promise((resolve) => socket.on('hello', resolve));
    const begun = Date.now();
    await other.stop();
    expect(Date.now() - begun).toBeLessThan(4_000);
  });
});
