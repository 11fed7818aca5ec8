import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { loadSecrets } from '../../deploy/local/secrets.ts';

let file: string;
beforeEach(async () => {
  file = join(await mkdtemp(join(tmpdir(), 'secrets-')), 'secrets.json');
});
afterEach(() => rm(join(file, '..'), { recursive: true }));

test('the secrets of a marketplace are made up once, for its owner’s eyes', async () => {
  const secrets = await loadSecrets(file);
  expect(new Set(Object.values(secrets)).size).toBe(Object.keys(secrets).length);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await loadSecrets(file)).toEqual(secrets);
});

test('a secret that has come since is made up beside those that are there, and kept', async () => {
  const { GUEST_TOKEN_SECRET: _later, ...before } = await loadSecrets(file);
  await writeFile(file, JSON.stringify(before));
  const secrets = await loadSecrets(file);
  expect(secrets).toMatchObject(before);
  expect(secrets.GUEST_TOKEN_SECRET).toHaveLength(43);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(secrets);
});
