import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openLogFiles } from '../../deploy/local/log-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credenza-logs-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const lines = async (name: string) => (await readFile(join(folder, name), 'utf8')).trim().split('\n');

test('the files of one long run stay small and keep the latest lines, whole and in order', async () => {
  const logs = openLogFiles(folder, 10_000);
  for (let i = 0; i < 5_000; i += 1) logs.write('order:dapr', `line ${i} ä`);
  logs.write('cart', 'one');
  await logs.close();
  expect((await readdir(folder)).sort()).toEqual(['cart.log', 'order-dapr.log', 'order-dapr.old.log']);
  for (const name of ['order-dapr.log', 'order-dapr.old.log']) {
    expect((await stat(join(folder, name))).size).toBeLessThan(10_100);
  }
  const kept = [...(await lines('order-dapr.old.log')), ...(await lines('order-dapr.log'))];
  const first = 5_000 - kept.length;
  expect(kept.length).toBeGreaterThan(700);
  expect(kept).toEqual(Array.from({ length: kept.length }, (_, i) => `line ${first + i} ä`));
  expect(await lines('cart.log')).toEqual(['one']);
});

test('the next run goes on in the same file', async () => {
  for (const line of ['first', 'second']) {
    const logs = openLogFiles(folder);
    logs.write('cart', line);
    await logs.close();
    await logs.close(); // whoever stops twice must not wait for ever
  }
  expect(await lines('cart.log')).toEqual(['first', 'second']);
});
