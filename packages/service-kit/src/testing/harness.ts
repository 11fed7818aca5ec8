import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { resolve } from 'node:path';
import {
  type Envelope,
  EventId,
  type EventOf,
  envelope,
  type Fact,
  type Role,
  type ServiceName,
  serviceNames,
} from '@credenza/contracts';
import { Redis } from 'ioredis';
import type { JWTVerifyGetKey } from 'jose';
import { createConnection } from 'mongoose';
import supertest from 'supertest';
import type { z } from 'zod';
import type { BaseConfig } from '../config.ts';
import { databaseName } from '../mongo.ts';
import type { Service } from '../service.ts';
import { type Running, startService } from '../start.ts';
import { eventually } from './eventually.ts';
import { endProcess, freePort, type Mesh, makeMesh, type Sidecar, startSidecar } from './sidecar.ts';
import { makeTokenIssuer, type TestUser } from './tokens.ts';

/** A service under test: in this process, with a real database, Redis and sidecar of its own. */
export interface Harness<Context> {
  running: Running<Context>;
  sidecar: Sidecar;
  /** Speaks HTTP to the service. */
  http: ReturnType<typeof supertest>;
  /** The secret that the sidecar shows to the service. */
  appToken: string;
  env: Record<string, string>;
  /** What verifies the tokens of `user`; for a second replica that the test starts itself. */
  keys: JWTVerifyGetKey;
  /** Base URLs of the companions. */
  companions: Partial<Record<ServiceName, string>>;
  /** Signs somebody in; not in the auth service or with it as a companion, whose own tokens count then. */
  user(role: Role, claims?: Record<string, unknown>): Promise<TestUser>;
  /**
   * Hands an event to the service just as the sidecar does.
   *
   * @param fact what happened
   * @param about the aggregate's version, and the event's id to send the same one again
   * @returns what the sidecar is told, and the event
   */
  deliver<Data>(
    fact: Fact<Data>,
    about?: { version?: number; id?: string },
  ): Promise<{ status: string; event: EventOf<Data> }>;
  /**
   * Waits for an event that the service has published.
   *
   * @param type its type
   * @param matches which one, when there may be several
   * @returns the event, once it is in the journal
   * @throws Error when it has not come within 15 s
   */
  published(type: string, matches?: (event: Envelope) => boolean): Promise<Envelope>;
  /** Runs one of the service's jobs as the cron binding does, after whatever run there is already. */
  runJob(name: string): Promise<void>;
  stop(): Promise<void>;
}

/** What a test may set differently. */
export interface HarnessOptions {
  env?: Record<string, string>;
  /** Other services to run beside it, as processes of their own with sidecars. */
  companions?: ServiceName[];
  now?: () => Date;
}

/**
 * Starts a service for a test file. Call `stop` in `afterAll`.
 *
 * @param service its table of contents
 * @param options settings and companions
 * @returns the harness
 * @throws Error when the test environment (`npm test`) is not there
 */
export async function startForTest<Schema extends z.ZodType<BaseConfig>, Context>(
  service: Service<Schema, Context>,
  options: HarnessOptions = {},
): Promise<Harness<Context>> {
  const mesh = await makeMesh();
  const env = { ...(await testEnvironment()), ...options.env };
  const companions = await startCompanions(options.companions ?? [], env, mesh);
  const issuer = await makeTokenIssuer();
  const daprPort = await freePort();
  const running = await startService(service, {
    env: { ...env, PORT: '0', DAPR_HTTP_PORT: String(daprPort) },
    ...(options.now && { now: options.now }),
    // The auth service believes its own tokens alone; beside it, so does everybody else.
    ...(!service.keys && !options.companions?.includes('auth') && { keys: issuer.keys }),
  });
  const sidecar = await startSidecar({ appId: service.name, appPort: running.port, httpPort: daprPort, env, mesh });
  const http = supertest(running.url);
  const token = env.APP_API_TOKEN ?? '';

  return {
    running,
    sidecar,
    http,
    appToken: token,
    env,
    keys: issuer.keys,
    companions: Object.fromEntries(companions.map(({ name, url }) => [name, url])),
    user: issuer.user,
    async deliver(fact, about = {}) {
      const sent = envelope(fact, { source: 'test', version: about.version ?? 1, time: new Date() });
      const event = { ...sent, ...(about.id !== undefined && { id: EventId.parse(about.id) }) };
      const answer = await http
        .post(`/events/${fact.type}`)
        .set('dapr-api-token', token)
        .set('content-type', 'application/cloudevents+json')
        .send(JSON.stringify(event));
      return { status: String(answer.body.status), event };
    },
    async published(type, matches = () => true) {
      return await eventually(async () => {
        const entries = await running.relay.journal.find({ type }).lean();
        return entries.map((entry) => entry.envelope).find(matches);
      });
    },
    async runJob(name) {
      // The sidecar's own tick may be at it just now, and may have begun before what the test has done.
      await eventually(async () => {
        const { body } = await http.post(`/jobs/${name}`).set('dapr-api-token', token).expect(200);
        return body.ran === true;
      }, 60_000);
    },
    async stop() {
      await sidecar.stop();
      await running.db.dropDatabase();
      await running.stop();
      for (const companion of companions) await companion.stop();
      await mesh.close();
    },
  };
}

/**
 * The environment of one test: database names of its own and a Redis database of its own.
 *
 * @returns the variables that services and sidecars read
 */
export async function testEnvironment(): Promise<Record<string, string>> {
  const mongo = process.env.TEST_MONGO_URL;
  const redisHost = process.env.TEST_REDIS_HOST;
  if (!mongo || !redisHost) throw new Error('There is no test database; run the tests with npm test.');
  return {
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    MONGO_URL: mongo,
    DB_PREFIX: `test_${randomBytes(5).toString('hex')}_`,
    REDIS_HOST: redisHost,
    REDIS_DB: String(await claimRedisDatabase(redisHost)),
    DAPR_API_TOKEN: randomBytes(16).toString('hex'),
    APP_API_TOKEN: randomBytes(16).toString('hex'),
    LOG_LEVEL: process.env.TEST_VERBOSE ? 'debug' : 'silent',
    RATE_LIMIT_FACTOR: '100',
  };
}

async function claimRedisDatabase(host: string): Promise<number> {
  const [name, port] = host.split(':');
  const redis = new Redis({ host: name ?? '127.0.0.1', port: Number(port) });
  try {
    const claimed = await redis.incr('claimed-databases');
    const database = 1 + (claimed % 1_000);
    await redis.select(database);
    await redis.flushdb();
    return database;
  } finally {
    redis.disconnect();
  }
}

/** Generous: on a busy machine a process of its own needs longer than anything else in a test. */
const companionStartsWithinMs = 60_000;

interface Companion {
  name: ServiceName;
  url: string;
  stop(): Promise<void>;
}

/** When one does not start, the others must not outlive the test: their processes would keep the whole run from ending. */
async function startCompanions(names: ServiceName[], env: Record<string, string>, mesh: Mesh): Promise<Companion[]> {
  const started = await Promise.allSettled(names.map((name) => startCompanion(name, env, mesh)));
  const failed = started.find((one) => one.status === 'rejected');
  const running = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  if (!failed) return running;
  for (const companion of running) await companion.stop();
  throw failed.reason;
}

async function startCompanion(name: ServiceName, env: Record<string, string>, mesh: Mesh): Promise<Companion> {
  if (!serviceNames.includes(name)) throw new Error(`There is no service ${name}.`);
  const [port, daprPort] = await Promise.all([freePort(), freePort()]);
  const folder = resolve(import.meta.dirname, '../../../../services', name);
  const child: ChildProcess = spawn(process.execPath, ['src/server.ts'], {
    cwd: folder,
    env: { ...process.env, ...env, NODE_OPTIONS: '', PORT: String(port), DAPR_HTTP_PORT: String(daprPort) },
    stdio: process.env.TEST_VERBOSE ? 'inherit' : 'ignore',
  });
  const url = `http://127.0.0.1:${port}`;
  const alive = await eventually(async () => {
    if (child.exitCode !== null) return 'ended';
    const answer = await fetch(`${url}/livez`);
    return answer.ok && 'alive';
  }, companionStartsWithinMs);
  if (alive === 'ended') throw new Error(`${name} has ended; TEST_VERBOSE=1 shows what it says.`);
  const sidecar = await startSidecar({ appId: name, appPort: port, httpPort: daprPort, env, mesh });
  return {
    name,
    url,
    async stop() {
      await sidecar.stop();
      await endProcess(child);
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      const database = await createConnection(env.MONGO_URL ?? '', {
        dbName: databaseName(env.DB_PREFIX ?? '', name),
      }).asPromise();
      await database.dropDatabase();
      await database.close();
    },
  };
}
