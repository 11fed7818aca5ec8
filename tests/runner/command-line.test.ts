import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { requireRoom } from '../../deploy/local/data-folder.ts';
import { readFlags } from '../../deploy/local/flags.ts';
import { PlainError } from '../../deploy/local/plain-error.ts';
import { sharedPorts } from '../../deploy/local/ports.ts';
import { backoff } from '../../deploy/local/supervise.ts';
import { welcome } from '../../deploy/local/welcome.ts';
import { freeRange } from './throw-away-marketplace.ts';

const bootstrap = resolve(import.meta.dirname, '../../deploy/local/bootstrap.js');
let data: string;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'credenza-data-'));
});
afterAll(() => rm(data, { recursive: true, force: true }));

async function npmStart(
  settings: Record<string, string>,
  ...args: string[]
): Promise<{ code: number; out: string; err: string }> {
  const env = { ...process.env, CREDENZA_DATA: data, NODE_OPTIONS: '', ...settings };
  const child = spawn(process.execPath, [bootstrap, 'start', ...args], { env });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const [code] = await once(child, 'close');
  return { code, out, err };
}

describe('npm start', () => {
  test('explains itself', async () => {
    const { code, out } = await npmStart({}, '--help');
    expect(code).toBe(0);
    expect(out).toContain('--only order,payment');
  });

  test.each([
    [['--wrong'], /^Unknown option '--wrong'; see npm start -- --help\.\n$/],
    [['--port', 'x'], /^--port takes a number from 1024 to 65000, not x\.\n$/],
    [['--only', 'order', '--no-services'], /^--only and --no-services exclude each other\.\n$/],
    [['--only', 'wishlist'], /^There is no service wishlist; there are storefront, auth, .*\.\n$/],
  ])('%s is refused in one sentence', async (args, sentence) => {
    const { code, err } = await npmStart({}, ...args);
    expect(code).toBe(1);
    expect(err).toMatch(sentence);
  });

  test('a taken port is one sentence and no stack', async () => {
    const { base, release } = await freeRange();
    const server = createServer().listen(base + 93, '127.0.0.1');
    await once(server, 'listening');
    // In this order: that a port is taken is told before what is missing has been fetched, which takes minutes.
    const nothing = join(data, 'empty');
    const settings = { PATH: nothing, HOME: nothing, CREDENZA_CACHE: nothing, DAPRD: '', MONGO_URL: '', REDIS_URL: '' };
    const { code, out, err } = await npmStart(settings, '--port', String(base), '--only', 'auth');
    server.close();
    release();
    expect(code).toBe(1);
    expect(out).not.toContain('fetching');
    expect(err).toBe(
      `Port ${base + 93} (mail page) taken by another program: end that program, or start with another --port to move it.\n`,
    );
  });

  test('a data folder that cannot be written is one sentence and no stack', async () => {
    const { code, err } = await npmStart({ CREDENZA_DATA: '/dev/null/data' }, '--only', 'auth');
    expect(code).toBe(1);
    expect(err).toMatch(/^The data folder \/dev\/null\/data cannot be written: ENOTDIR: [^\n]+\.\n$/);
  });

  test('a full disk is one sentence, and room enough is none', () => {
    expect(() => requireRoom('/srv/shop', 999_999_999)).toThrow(
      new PlainError(
        'Only 999 MB are free where /srv/shop is; a marketplace needs 1 GB: make room, or set CREDENZA_DATA to a folder elsewhere.',
      ),
    );
    requireRoom('/srv/shop', 1_000_000_000);
  });

  test('reads its flags', () => {
    expect(readFlags(['--only', 'order,payment', '--no-seed', '--reset', '--port', '5000'])).toEqual({
      only: ['order', 'payment'],
      services: true,
      reset: true,
      seed: false,
      base: 5_000,
      verbose: false,
      help: false,
    });
  });
});

test('without services it says what runs, and how the Dapr CLI starts them', () => {
  const lines = welcome(
    {
      url: 'http://localhost:4000',
      mailUrl: 'http://localhost:4093',
      ports: { base: 4_000, ...sharedPorts(4_000) },
      env: {},
      processes: new Map([['redis', { name: 'redis', pid: 1, kill() {}, whenReady: async () => {} }]]),
      choice: { apps: [], missing: [], left: ['order'] },
      daprRunEnvironment: join(process.cwd(), '.credenza/dapr-run.env'),
      logs: '.credenza/logs',
      stop: async () => {},
    },
    { logins: [], seconds: 1 },
  );
  expect(lines).toContain('MongoDB   a server of your own');
  expect(lines).toContain('Redis     127.0.0.1:4091');
  expect(lines).toContain('(set -a; . .credenza/dapr-run.env; dapr run -f dapr.yaml)');
});

test('a process that keeps ending is started again after ever longer pauses, at most 10 s', () => {
  expect([1, 2, 3, 4, 20].map(backoff)).toEqual([250, 500, 1_000, 2_000, 10_000]);
});
