import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { PlainError } from '../../deploy/local/index.ts';
import { startOf } from '../../deploy/local/process-identity.ts';
import { accepts } from '../../deploy/local/tcp.ts';
import { eventually } from './app-and-sidecar.ts';
import { freeRange, type ThrowAway, throwAway } from './throw-away-marketplace.ts';

let place: ThrowAway;
const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function make(names?: string[]): Promise<ThrowAway> {
  place = await throwAway(names);
  cleanUp.push(place.remove);
  return place;
}

async function start(options?: Parameters<ThrowAway['start']>[0]) {
  const marketplace = await place.start(options);
  cleanUp.push(marketplace.stop);
  return marketplace;
}

const said = (part: string) => place.lines.some(({ line }) => line.text.includes(part));
const pidsOf = (marketplace: Awaited<ReturnType<typeof start>>) =>
  [...marketplace.processes.values()].flatMap(({ pid }) => (pid === undefined || pid === process.pid ? [] : [pid]));
const environmentOf = async (port: number): Promise<Record<string, string>> =>
  Object(await (await fetch(`http://127.0.0.1:${port}/environment`)).json());

describe('a marketplace on this machine', () => {
  test('runs every service with its sidecar, shows events, survives crashes, and leaves nothing behind', async () => {
    await make();
    const marketplace = await start({ env: { DB_PREFIX: 'test_up_' } });
    const pids = pidsOf(marketplace);
    expect([...marketplace.processes.keys()].sort()).toEqual(
      ['auth', 'auth:dapr', 'mail', 'mongod', 'order', 'order:dapr', 'payment', 'payment:dapr', 'redis'].sort(),
    );

    const environment = await environmentOf(place.base + 1);
    expect(environment).toMatchObject({
      PORT: String(place.base + 1),
      MONGO_URL: `mongodb://127.0.0.1:${place.base + 90}/?directConnection=true`,
      REDIS_HOST: `127.0.0.1:${place.base + 91}`,
      DAPR_HTTP_PORT: String(place.base + 101),
      DB_PREFIX: 'test_up_',
      PUBLIC_URL: `http://localhost:${place.base}`,
    });
    expect(environment.AUTH_KEY_SECRET).toHaveLength(43);
    expect((await environmentOf(place.base + 4)).AUTH_KEY_SECRET).toBeUndefined();
    expect((await stat(join(place.data, 'secrets.json'))).mode & 0o777).toBe(0o600);

    const published = await fetch(`http://127.0.0.1:${place.base + 104}/v1.0/publish/pubsub/order.created`, {
      method: 'POST',
      headers: {
        'content-type': 'application/cloudevents+json',
        'dapr-api-token': marketplace.env.DAPR_API_TOKEN ?? '',
      },
      body: JSON.stringify({ specversion: '1.0', id: '1', type: 'order.created', source: 'order', data: {} }),
    });
    expect(published.status).toBe(204);
    const inPayment = ({ name, line }: (typeof place.lines)[number]) =>
      name === 'payment' && line.text.includes('←  order.created');
    await eventually(() => place.lines.some(inPayment)); // the others hear it, too, and may be first

    for (const name of ['payment', 'payment:dapr', 'redis', 'mongod']) {
      const process = marketplace.processes.get(name);
      const before = process?.pid;
      process?.kill('SIGKILL');
      await process?.whenReady();
      expect(process?.pid).not.toBe(before);
      expect(said(`${name} was ended by SIGKILL; it is started again in 0.25 s.`)).toBe(true);
    }
    await fetch(`http://127.0.0.1:${place.base + 1}/crash`).catch(() => {});
    await eventually(() => said('auth ended with code 7'));
    await marketplace.processes.get('auth')?.whenReady();

    const all = [...new Set([...pids, ...pidsOf(marketplace)])];
    const begun = Date.now();
    await marketplace.stop();
    expect(Date.now() - begun).toBeLessThan(10_000);
    expect(all.filter((pid) => startOf(pid) !== undefined)).toEqual([]);
    expect(existsSync(join(place.data, 'processes.json'))).toBe(false);
    expect(await readFile(join(place.data, 'logs/payment.log'), 'utf8')).toContain('order.created');
  }, 60_000);

  test('a killed process stays away as long as it is held back, and does not keep the others from ending', async () => {
    await make([]);
    const { processes, stop } = await start();
    const [redis, mongod] = [processes.get('redis'), processes.get('mongod')];
    const held = Promise.withResolvers<void>();
    redis?.kill('SIGKILL', held.promise);
    mongod?.kill('SIGKILL');
    await mongod?.whenReady(); // as long as Redis would have taken, and longer
    expect(await accepts(place.base + 91)).toBe(false);
    held.resolve();
    await redis?.whenReady();
    expect(await accepts(place.base + 91)).toBe(true);
    redis?.kill('SIGKILL', new Promise(() => {}));
    await stop();
    expect(await accepts(place.base + 90)).toBe(false);
  }, 30_000);

  test('keeps its data when it is started on other ports, and forgets it with reset', async () => {
    await make([]);
    const first = await start();
    await writeFile(join(place.data, 'seeded.json'), '{}');
    const secrets = await readFile(join(place.data, 'secrets.json'), 'utf8');
    await first.stop();

    const { base: elsewhere, release } = await freeRange();
    cleanUp.push(async () => release());
    const second = await start({ base: elsewhere });
    expect(await accepts(elsewhere + 90)).toBe(true);
    expect(await readFile(join(place.data, 'secrets.json'), 'utf8')).toBe(secrets);
    await second.stop();

    await start({ reset: true });
    expect(existsSync(join(place.data, 'seeded.json'))).toBe(false);
    expect(await readFile(join(place.data, 'secrets.json'), 'utf8')).not.toBe(secrets);
  }, 60_000);

  test('a reset deletes nothing on a server of somebody else, nor the secrets that fit to it', async () => {
    await make([]);
    const first = await start();
    const secrets = await readFile(join(place.data, 'secrets.json'), 'utf8');
    await first.stop();
    const program = process.env.DAPRD ?? '';
    const mongod = { url: process.env.TEST_MONGO_URL ?? '' };
    const redis = { url: `redis://${process.env.TEST_REDIS_HOST}` };
    await expect(place.start({ reset: true, parts: { mongod, redis, daprd: { program } } })).rejects.toThrow(
      new PlainError(
        '--reset deletes only what this machine keeps itself, and MONGO_URL and REDIS_URL name servers of your own: empty that yourself, or start without them.',
      ),
    );
    expect(await readFile(join(place.data, 'secrets.json'), 'utf8')).toBe(secrets);
    await start({ parts: { mongod, redis, daprd: { program } } });
  }, 30_000);

  test('runs only what is wanted and tells what is missing', async () => {
    await make(['auth', 'order']);
    const { choice, processes } = await start({ only: ['order'] });
    expect(choice).toMatchObject({ left: ['auth'], missing: ['payment'] });
    expect(processes.has('auth')).toBe(false);
    await expect(place.start({ only: ['wishlist'] })).rejects.toThrow(
      'There is no service wishlist; there are auth, order, payment.',
    );
  }, 30_000);

  test('runs the parts alone, and a shell learns what services need to join them', async () => {
    await make(['auth']);
    const { processes, daprRunEnvironment } = await start({ only: [] });
    expect([...processes.keys()].sort()).toEqual(['mail', 'mongod', 'redis']);
    expect((await stat(daprRunEnvironment)).mode & 0o777).toBe(0o600);
    const shell = spawnSync('sh', ['-c', 'set -a; . "$0"; env', daprRunEnvironment], { encoding: 'utf8' });
    const secrets = JSON.parse(await readFile(join(place.data, 'secrets.json'), 'utf8'));
    for (const [name, value] of Object.entries({
      ...secrets,
      MONGO_URL: `mongodb://127.0.0.1:${place.base + 90}/?directConnection=true`,
      REDIS_HOST: `127.0.0.1:${place.base + 91}`,
      SMTP_URL: `smtp://127.0.0.1:${place.base + 92}`,
    })) {
      expect(shell.stdout).toContain(`${name}=${value}\n`);
    }
    expect(shell.stdout).toContain(`PATH=${join(place.root, 'node_modules/.bin')}:`);
    const configuration = await readFile(join(place.data, 'dapr-config.yaml'), 'utf8');
    expect(configuration).toContain(`connectionString: ${join(place.data, 'names.db')}`);
  }, 30_000);

  test('a taken port is one sentence, and nothing stays running', async () => {
    await make(['order']);
    const server = createServer().listen(place.base + 104, '127.0.0.1');
    await once(server, 'listening');
    cleanUp.push(async () => server.close());
    await expect(place.start()).rejects.toThrow(
      new PlainError(
        `Port ${place.base + 104} (sidecar of order) taken by another program: end that program, or start with another --port to move it.`,
      ),
    );
    expect(await accepts(place.base + 90)).toBe(false);
  });

  test('a service that cannot start is one sentence with its last words, and nothing stays running', async () => {
    await make(['order']);
    await writeFile(join(place.root, 'services/order/src/server.ts'), 'throw new Error("no brain");');
    await expect(place.start()).rejects.toThrow('order ended with code 1 (Error: no brain).');
    expect(await accepts(place.base + 90)).toBe(false);
  }, 30_000);

  test('a program that does not exist is one sentence, and nothing stays running', async () => {
    await make(['auth', 'order']);
    const file = join(place.root, 'dapr.yaml');
    const order = /(appID: order[\s\S]*?command:\n\s*- )node/;
    await writeFile(file, (await readFile(file, 'utf8')).replace(order, '$1no-such-program'));
    await expect(place.start()).rejects.toThrow(
      new PlainError('order does not start (there is no program no-such-program).'),
    );
    const ports = [90, 91, 92, 93, 1, 101].map((offset) => accepts(place.base + offset));
    expect(await Promise.all(ports)).toEqual([false, false, false, false, false, false]);
    expect(existsSync(join(place.data, 'processes.json'))).toBe(false);
  }, 30_000);

  test('a program that is gone when it is needed again is told, and the others go on', async () => {
    await make(['auth', 'order']);
    const program = join(place.root, 'node');
    await symlink(process.execPath, program);
    const file = join(place.root, 'dapr.yaml');
    const order = /(appID: order[\s\S]*?command:\n\s*- )node/;
    await writeFile(file, (await readFile(file, 'utf8')).replace(order, `$1${program}`));
    const marketplace = await start();
    await rm(program);
    marketplace.processes.get('order')?.kill('SIGKILL');
    await eventually(() =>
      said(`order does not start (there is no program ${program}); it is started again in 0.5 s.`),
    );
    expect((await environmentOf(place.base + 1)).PORT).toBe(String(place.base + 1));
    await symlink(process.execPath, program);
    await marketplace.processes.get('order')?.whenReady();
  }, 30_000);

  test('a start that is broken off ends what it has started', async () => {
    await make(['order']);
    await writeFile(join(place.root, 'services/order/src/server.ts'), 'setInterval(() => {}, 1000);');
    const breakOff = new AbortController();
    const starting = place.start({ signal: breakOff.signal });
    await eventually(() => accepts(place.base + 90));
    breakOff.abort();
    await expect(starting).rejects.toThrow('The start was broken off.');
    expect(await accepts(place.base + 90)).toBe(false);
  }, 30_000);
});

describe('a data folder', () => {
  test('a killed runner leaves processes that the next start ends, and no other process is touched', async () => {
    await make(['order']);
    const runner = spawn(
      process.execPath,
      [resolve(import.meta.dirname, 'run-throw-away.ts'), place.root, place.data, String(place.base)],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = await once(runner.stdout, 'data');
    const pids: number[] = JSON.parse(String(line));
    expect(pids.length).toBe(4);

    await expect(place.start()).rejects.toThrow(/^A marketplace runs on this data folder already \(process \d+, /);

    const gone = once(runner, 'exit');
    runner.kill('SIGKILL');
    await gone;
    expect(pids.every((pid) => startOf(pid) !== undefined)).toBe(true);

    // The pid of a stranger, noted with a start time that is not its own: as if the number had been given to it since.
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    cleanUp.push(async () => stranger.kill());
    const file = join(place.data, 'processes.json');
    const noted = JSON.parse(await readFile(file, 'utf8'));
    noted.children.push({ pid: stranger.pid, start: noted.runner.start });
    await writeFile(file, JSON.stringify(noted));

    await start();
    expect(said('Ended 4 processes that an earlier run had left behind.')).toBe(true);
    expect(pids.filter((pid) => startOf(pid) !== undefined)).toEqual([]);
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
  }, 45_000);
});
