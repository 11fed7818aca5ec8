import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { eventually } from './eventually.ts';
import { freePort } from './sidecar.ts';

/** A Redis server of one test, which may take it away. */
export interface OwnRedis {
  /** `host:port`, as REDIS_HOST takes it. */
  host: string;
  /** A connection to look into it or to change its settings; it waits while the server is away. */
  client: Redis;
  /** Starts it again after `kill`, with what its append-only file holds; nothing happens when it runs. */
  start(): Promise<void>;
  /** Ends it without a warning. */
  kill(): Promise<void>;
  /** It still takes connections but answers nobody, until `resume`. */
  pause(): void;
  resume(): void;
  /** Ends it for good and deletes its data. */
  stop(): Promise<void>;
}

/**
 * Starts a Redis server that no other test uses, set up as in production: every write is in its append-only file.
 *
 * @returns the server, answering
 * @throws Error when the test environment (`npm test`) is not there
 */
export async function startRedis(): Promise<OwnRedis> {
  const program = process.env.TEST_REDIS_PROGRAM;
  if (!program) throw new Error('TEST_REDIS_PROGRAM names no redis-server; run the tests with npm test.');
  const folder = await mkdtemp(join(tmpdir(), 'credenza-redis-'));
  const port = await freePort();
  const client = new Redis({ port, lazyConnect: true, maxRetriesPerRequest: null, retryStrategy: () => 50 });
  client.on('error', () => undefined); // it is taken away on purpose
  const settings = { port, bind: '127.0.0.1', dir: folder, appendonly: 'yes', appendfsync: 'always', save: '' };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  let child: ChildProcess | undefined;

  const running = () => child?.exitCode === null && child.signalCode === null;
  async function start(): Promise<void> {
    if (running()) return;
    child = spawn(program ?? '', args, { stdio: 'ignore' });
    await eventually(async () => (await client.ping()) === 'PONG');
  }
  async function kill(): Promise<void> {
    if (!child || !running()) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  await start();
  return {
    host: `127.0.0.1:${port}`,
    client,
    start,
    kill,
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    async stop() {
      client.disconnect();
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
