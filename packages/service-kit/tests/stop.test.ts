import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type ClientRequest, request } from 'node:http';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Connection, createConnection } from 'mongoose';
import {
  endProcess,
  eventually,
  freePort,
  type Mesh,
  makeMesh,
  type Sidecar,
  startSidecar,
  testEnvironment,
} from '../src/testing/index.ts';

/** What Kubernetes is told to wait, with a margin: afterwards it kills. */
const withinMs = 10_000;

let mesh: Mesh;
let db: Connection;
let sidecar: Sidecar;
let service: ChildProcess;
let port: number;

beforeEach(async () => {
  mesh = await makeMesh();
  const [appPort, httpPort, common] = await Promise.all([freePort(), freePort(), testEnvironment()]);
  const env: Record<string, string> = { ...common, PORT: String(appPort), DAPR_HTTP_PORT: String(httpPort) };
  port = appPort;
  db = await createConnection(env.MONGO_URL ?? '', { dbName: `${env.DB_PREFIX}cart` }).asPromise();
  service = spawn(process.execPath, [resolve(import.meta.dirname, 'toy-server.ts')], {
    env: { ...process.env, ...env, NODE_OPTIONS: '' },
    stdio: process.env.TEST_VERBOSE ? 'inherit' : 'ignore',
  });
  await eventually(async () => (await fetch(`http://127.0.0.1:${port}/livez`)).ok, 60_000);
  sidecar = await startSidecar({ appId: 'cart', appPort, httpPort, env, mesh });
}, 90_000);
afterEach(async () => {
  await endProcess(service);
  await sidecar?.stop();
  await db?.dropDatabase();
  await db?.close();
  await mesh?.close();
});

/** Sends all of a request but its last bytes; returns when the service has begun to read it. */
async function beginGift(body: string): Promise<ClientRequest> {
  const gift = request({
    port,
    host: '127.0.0.1',
    method: 'POST',
    path: '/api/cart/gifts',
    headers: { 'content-type': 'application/json', 'content-length': body.length, expect: '100-continue' },
  });
  gift.flushHeaders();
  await once(gift, 'continue');
  gift.write(body.slice(0, -5));
  return gift;
}

async function noLongerListens(): Promise<void> {
  await eventually(() =>
    fetch(`http://127.0.0.1:${port}/livez`).then(
      () => false,
      () => true,
    ),
  );
}

test('SIGTERM: a request that is under way is answered, its event is published, and the process ends with 0', async () => {
  const body = JSON.stringify({ jarId: 'last-minute' });
  const gift = await beginGift(body);
  const answered = once(gift, 'response').then(async ([answer]) => ({
    status: answer.statusCode,
    body: JSON.parse(await text(answer)),
  }));
  const ended = once(service, 'exit');
  const began = performance.now();
  service.kill('SIGTERM');
  await noLongerListens();
  sidecar.process.kill('SIGSTOP'); // so that the event cannot leave before the service has nothing else to do
  gift.end(body.slice(-5));
  expect(await answered).toEqual({ status: 201, body: { jarId: 'last-minute', cookies: 1 } });
  if (gift.socket?.destroyed === false) await once(gift.socket, 'close');
  sidecar.process.kill('SIGCONT');
  expect(await ended).toEqual([0, null]);
  expect(performance.now() - began).toBeLessThan(withinMs);
  expect(await db.collection('jars').findOne({ _id: 'last-minute' as never })).toMatchObject({ outbox: [] });
  expect(await db.collection('events').countDocuments({ subject: 'last-minute' })).toBe(1);
});

test('SIGTERM: a request that does not come to its end holds nobody up', async () => {
  const gift = await beginGift(JSON.stringify({ jarId: 'never' }));
  const broken = once(gift, 'error');
  const ended = once(service, 'exit');
  const began = performance.now();
  service.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(performance.now() - began).toBeLessThan(withinMs);
  await broken;
});
