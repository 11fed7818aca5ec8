import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startOf } from '../../deploy/local/process-identity.ts';
import { cachedProgram } from '../../deploy/local/provision/cache.ts';
import { withLock } from '../../deploy/local/provision/lock.ts';

let folder: string;
let before: string | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credenza-cache-'));
  before = process.env.CREDENZA_CACHE;
  process.env.CREDENZA_CACHE = folder;
});
afterEach(async () => {
  if (before === undefined) delete process.env.CREDENZA_CACHE;
  else process.env.CREDENZA_CACHE = before;
  await rm(folder, { recursive: true, force: true });
});

test('only one works under a lock at a time', async () => {
  let inside = 0;
  let most = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await readFile(import.meta.filename);
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 8 }, () => withLock(join(folder, 'x.lock'), work)));
  expect(most).toBe(1);
  expect(existsSync(join(folder, 'x.lock'))).toBe(false);
});

test('a lock is not held by a process that was killed, nor by another one that got its number', async () => {
  const lock = join(folder, 'x.lock');
  const module = resolve(import.meta.dirname, '../../deploy/local/provision/lock.ts');
  const script = `import { withLock } from ${JSON.stringify(module)};
    await withLock(${JSON.stringify(lock)}, () => new Promise(() => { console.log('held'); setInterval(() => {}, 1000); }));`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  const gone = once(holder, 'exit');
  holder.kill('SIGKILL');
  await gone;
  expect(await withLock(lock, async () => 'free')).toBe('free');

  await writeFile(lock, JSON.stringify({ pid: process.pid, start: `${startOf(process.pid)}0` }));
  expect(await withLock(lock, async () => 'free')).toBe('free');
});

test('a program appears in the cache only when it is complete, and is made once', async () => {
  let made = 0;
  const make = async (work: string) => {
    made += 1;
    if (made === 1) {
      await writeFile(join(work, 'half'), 'x');
      throw new Error('the network is gone');
    }
    expect(existsSync(join(work, 'half'))).toBe(false);
    await writeFile(join(work, 'program'), '#!/bin/sh\n');
    return join(work, 'program');
  };
  await expect(cachedProgram('tool-1', { progress() {} }, make)).rejects.toThrow('the network is gone');
  expect(existsSync(join(folder, 'tool-1'))).toBe(false);
  const paths = await Promise.all([
    cachedProgram('tool-1', { progress() {} }, make),
    cachedProgram('tool-1', { progress() {} }, make),
  ]);
  expect(new Set(paths)).toEqual(new Set([join(folder, 'tool-1')]));
  expect(made).toBe(2);
});

test('making a program, and waiting for who makes it, can be given up, and nothing half-made is left', async () => {
  const breakOff = new AbortController();
  const begun = Promise.withResolvers<void>();
  const endless = async (work: string) => {
    await writeFile(join(work, 'half'), 'x');
    begun.resolve();
    return await new Promise<string>(() => {});
  };
  const making = cachedProgram('tool-1', { progress() {}, signal: breakOff.signal }, endless);
  await begun.promise;
  const told = Promise.withResolvers<string>();
  const waiting = cachedProgram('tool-1', { progress: told.resolve, signal: breakOff.signal }, endless);
  expect(await told.promise).toContain(`Waiting for process ${process.pid}`);
  breakOff.abort();
  const results = await Promise.allSettled([making, waiting]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await readdir(folder)).toEqual([]);
});
