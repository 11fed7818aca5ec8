import { spawnSync } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { npmStart } from '../runner/npm-start.ts';
import { freeRange, type Range } from '../runner/throw-away-marketplace.ts';
import { copyRepository } from './repository-copy.ts';

let root: string;
let range: Range;
beforeAll(async () => {
  root = await copyRepository();
  range = await freeRange();
}, 60_000);
afterAll(async () => {
  range.release();
  await rm(root, { recursive: true, force: true });
});

function run(command: string, ...args: string[]): { status: number | null; out: string; err: string } {
  const env = { ...process.env, NODE_OPTIONS: '', NODE_ENV: undefined, JEST_WORKER_ID: undefined };
  const done = spawnSync(command, args, { cwd: root, env, encoding: 'utf8' });
  return { status: done.status, out: done.stdout, err: done.stderr };
}
const npmRun = (...args: string[]) => run(process.execPath, 'deploy/local/bootstrap.js', ...args);

test('npm run new:service makes a service that is right everywhere, passes its tests and starts', async () => {
  const made = npmRun('deploy/new-service/run.ts', 'wishlist');
  expect(made).toMatchObject({ status: 0, out: expect.stringContaining('at /api/wishlist') });
  expect(npmRun('deploy/new-service/run.ts', 'wishlist').err).toBe('There is a service wishlist already.\n');

  const here = resolve(import.meta.dirname, '../..');
  const lock = async (folder: string) => (await readFile(join(folder, 'package-lock.json'), 'utf8')).split('\n');
  const before = new Set(await lock(here));
  expect((await lock(root)).filter((line) => !before.has(line)).map((line) => line.trim())).toEqual([
    '"node_modules/@credenza/wishlist": {',
    '"resolved": "services/wishlist",',
    '"services/wishlist": {',
    '"name": "@credenza/wishlist",',
  ]);

  const tests = npmRun(
    'test',
    'services/wishlist',
    'tests/conformance/conformance',
    'packages/contracts',
    'tests/runner/dapr-yaml',
  );
  expect({ ...tests, last: tests.out.trim().split('\n').at(-1) }).toMatchObject({
    status: 0,
    last: expect.stringMatching(/^[1-9]\d* passed, 0 failed$/),
  });
  expect(run('node_modules/.bin/tsc', '--noEmit', '-p', '.')).toMatchObject({ status: 0, out: '' });
  expect(run('node_modules/.bin/biome', 'ci', 'services/wishlist', 'packages/contracts')).toMatchObject({ status: 0 });

  const { base } = range;
  const started = npmStart(
    ['--only', 'wishlist', '--no-seed', '--port', String(base)],
    { CREDENZA_DATA: join(root, 'data') },
    join(root, 'deploy/local/bootstrap.js'),
  );
  await started.ready();
  const [, port] = /on port (\d+)/.exec(made.out) ?? [];
  const ready = await fetch(`http://127.0.0.1:${Number(port) - 4_000 + base}/readyz`);
  expect(await ready.json()).toMatchObject({ checks: { database: true, sidecar: true } });
  expect((await started.end('SIGINT')).code).toBe(0);
}, 180_000);
