import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mongodArguments, mongoUrl, whenMongodWrites } from '../../deploy/local/mongod.ts';
import { type Parts, provision } from '../../deploy/local/provision/index.ts';
import { redisAddress, redisArguments, whenRedisAnswers } from '../../deploy/local/redis.ts';

/** What the tests of a whole run share. */
export interface TestServers {
  /** TEST_MONGO_URL, TEST_REDIS_HOST, TEST_REDIS_PROGRAM, DAPRD: what test workers read. */
  env: Record<string, string>;
  /** Ends what was started and deletes its data. */
  stop(): Promise<void>;
}

/**
 * Starts one mongod and one Redis for a whole test run, on free ports and with data of their own. MONGO_URL and REDIS_URL
 * are not used: tests never touch servers that somebody works with.
 *
 * @returns the environment for the tests, and how to end it all
 * @throws PlainError when a part cannot be had
 */
export async function startTestServers(): Promise<TestServers> {
  const { MONGO_URL: _mongo, REDIS_URL: _redis, ...env } = process.env;
  const parts = await provision({ progress: (line) => console.log(line) }, env);
  const data = await mkdtemp(join(tmpdir(), 'credenza-test-'));
  const [mongod, redis] = await Promise.all([startMongod(parts, data), startRedis(parts, data)]);
  return {
    env: {
      TEST_MONGO_URL: mongod.address,
      TEST_REDIS_HOST: redis.address,
      TEST_REDIS_PROGRAM: 'program' in parts.redis ? parts.redis.program : '',
      DAPRD: parts.daprd.program,
    },
    async stop() {
      await Promise.all([mongod.stop(), redis.stop()]);
      await rm(data, { recursive: true, force: true });
    },
  };
}

interface Server {
  address: string;
  stop(): Promise<void>;
}

async function startMongod({ mongod }: Parts, data: string): Promise<Server> {
  if ('url' in mongod) return { address: mongod.url, stop: async () => {} };
  const port = await freePort();
  const folder = join(data, 'mongod');
  await mkdir(folder);
  const stop = start(mongod.program, mongodArguments(port, folder));
  await whenMongodWrites(port, AbortSignal.timeout(60_000));
  return { address: mongoUrl(port), stop };
}

async function startRedis({ redis }: Parts, data: string): Promise<Server> {
  if ('url' in redis) return { address: redisAddress(redis.url).host, stop: async () => {} };
  const port = await freePort();
  const folder = join(data, 'redis');
  await mkdir(folder);
  const stop = start(redis.program, redisArguments(port, folder));
  await whenRedisAnswers(port, AbortSignal.timeout(20_000));
  return { address: `127.0.0.1:${port}`, stop };
}

/** The data is thrown away, so there is nothing to shut down in peace. */
function start(program: string, args: string[]): () => Promise<void> {
  const child: ChildProcess = spawn(program, args, { stdio: 'ignore' });
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  return async () => {
    process.off('exit', end);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    end();
    await gone;
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('The system gives no port.');
  return address.port;
}
