import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { sidecarArguments, sidecarMemory, whenAnswering, writeConfiguration } from '../../deploy/local/sidecar.ts';

const root = resolve(import.meta.dirname, '../..');
export const token = 'a-token-for-these-tests';

/** A request that an app got. */
export interface Received {
  path: string;
  headers: NodeJS.Dict<string | string[]>;
  body: unknown;
  at: number;
}

/** What a handler answers: a status, or a body with 200, or never anything. */
export type Answer = { status: number } | { body: unknown } | 'never';

/** A minimal app of the test: it writes down what comes and answers what it is told. */
export interface TestApp {
  port: number;
  received: Received[];
  answer(with_: (received: Received) => Answer): void;
  /** Nobody listens any more. */
  close(): Promise<void>;
  /** Listens again. */
  open(): Promise<void>;
}

/**
 * @param topics what it subscribes to
 * @returns an app that listens
 */
export async function startApp(topics: readonly string[]): Promise<TestApp> {
  const received: Received[] = [];
  let choose: (received: Received) => Answer = () => ({ body: { status: 'SUCCESS' } });
  let server: Server | undefined;
  let port = 0;

  async function open(): Promise<void> {
    server = createServer(async (request, response) => {
      response.setHeader('content-type', 'application/json');
      const path = request.url ?? '';
      if (path === '/dapr/subscribe') {
        const subscriptions = topics.map((topic) => ({ pubsubname: 'pubsub', topic, route: `/events/${topic}` }));
        return void response.end(JSON.stringify(subscriptions));
      }
      if (path === '/dapr/config') return void response.end('{}');
      let text = '';
      for await (const part of request) text += part;
      const one = { path, headers: request.headers, body: text === '' ? undefined : JSON.parse(text), at: Date.now() };
      received.push(one);
      const answer = choose(one);
      if (answer === 'never') return;
      if ('status' in answer) response.statusCode = answer.status;
      response.end(JSON.stringify('body' in answer ? answer.body : {}));
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    port = typeof address === 'object' && address !== null ? address.port : port;
  }

  await open();
  return {
    get port() {
      return port;
    },
    received,
    answer(with_) {
      choose = with_;
    },
    async close() {
      server?.close();
      server?.closeAllConnections();
    },
    open,
  };
}

/** A real sidecar beside a test app. */
export interface TestSidecar {
  httpPort: number;
  /** Ends it without a warning. */
  kill(): Promise<void>;
  /** Starts it again on the same ports; resolves when it is ready. */
  start(): Promise<void>;
  publish(topic: string, event: object): Promise<number>;
  publishBulk(topic: string, events: readonly { id: string }[]): Promise<number>;
  request(path: string, init?: RequestInit): Promise<Response>;
}

/** What sidecars of one test share: name resolution and a Redis database of their own. */
export interface World {
  folder: string;
  redis: Redis;
  sidecar(appId: string, appPort: number): Promise<TestSidecar>;
  /** Events that were handed out and not acknowledged. */
  pending(topic: string, appId: string): Promise<number>;
  close(): Promise<void>;
}

/**
 * @param database the Redis database
 * @returns an empty world
 */
export async function makeWorld(database: number): Promise<World> {
  const [host = '', port] = (process.env.TEST_REDIS_HOST ?? '').split(':');
  const redis = new Redis({ host, port: Number(port), db: database });
  await redis.flushdb();
  const folder = await mkdtemp(join(tmpdir(), 'credenza-sidecars-'));
  const configuration = join(folder, 'config.yaml');
  const template = await readFile(join(root, 'deploy/local/dapr-config.yaml'), 'utf8');
  await writeConfiguration(template, configuration, join(folder, 'names.db'));
  const sidecars: TestSidecar[] = [];

  return {
    folder,
    redis,
    async sidecar(appId, appPort) {
      // REDIS_PASSWORD is left out on purpose: a Redis without a password must work with an unset variable.
      const { REDIS_PASSWORD: _none, ...inherited } = process.env;
      const env = {
        ...inherited,
        ...sidecarMemory,
        REDIS_HOST: process.env.TEST_REDIS_HOST,
        REDIS_DB: String(database),
        DAPR_API_TOKEN: token,
        APP_API_TOKEN: token,
      };
      const one = await startSidecar({ appId, appPort, env, configuration });
      sidecars.push(one);
      return one;
    },
    async pending(topic, appId) {
      const summary = await redis.xpending(topic, appId);
      return Number(summary[0]);
    },
    async close() {
      await Promise.all(sidecars.map((one) => one.kill()));
      redis.disconnect();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startSidecar(of: {
  appId: string;
  appPort: number;
  env: NodeJS.ProcessEnv;
  configuration: string;
}): Promise<TestSidecar> {
  const [daprHttp, daprGrpc, daprInternalGrpc, metrics] = await Promise.all([free(), free(), free(), free()]);
  const ports = { app: of.appPort, daprHttp, daprGrpc, daprInternalGrpc, metrics };
  const { appId, configuration } = of;
  const args = sidecarArguments({ appId, ports, components: join(root, 'components'), configuration });
  let child: ChildProcess | undefined;

  const headers = { 'dapr-api-token': token };
  const url = `http://127.0.0.1:${daprHttp}/v1.0`;
  async function start(): Promise<void> {
    const verbose = process.env.TEST_VERBOSE ? 'inherit' : 'ignore';
    child = spawn(process.env.DAPRD ?? '', args, { env: of.env, stdio: ['ignore', verbose, verbose] });
    await whenAnswering(`${url}/healthz`, AbortSignal.timeout(20_000), headers);
  }
  const post = async (path: string, type: string, body: unknown) => {
    const sent = { method: 'POST', headers: { ...headers, 'content-type': type }, body: JSON.stringify(body) };
    return (await fetch(`${url}${path}`, sent)).status;
  };

  await start();
  return {
    httpPort: daprHttp,
    start,
    async kill() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
    publish: (topic, event) => post(`/publish/pubsub/${topic}`, 'application/cloudevents+json', event),
    publishBulk: (topic, events) =>
      post(
        `/publish/bulk/pubsub/${topic}`,
        'application/json',
        events.map((event) => ({ entryId: event.id, event, contentType: 'application/cloudevents+json' })),
      ),
    request: (path, init) =>
      fetch(`http://127.0.0.1:${daprHttp}${path}`, { ...init, headers: { ...headers, ...init?.headers } }),
  };
}

async function free(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('The system gives no port.');
  return address.port;
}

/**
 * Waits for a condition.
 *
 * @param holds looks whether it is true
 * @param withinMs how long to wait at most
 * @throws Error when it does not become true
 */
export async function eventually(holds: () => boolean | Promise<boolean>, withinMs = 15_000): Promise<void> {
  const until = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > until) throw new Error(`The condition did not become true within ${withinMs} ms: ${holds}`);
    await pause(20);
  }
}
