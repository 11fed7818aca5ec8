import { homedir } from 'node:os';
import { join } from 'node:path';
import { PlainError } from '../plain-error.ts';
import { cachedProgram } from './cache.ts';
import { buildDaprd } from './daprd-build.ts';
import { downloadDaprd } from './daprd-release.ts';
import { isAtLeast, isProgram, onPath, versionOf } from './run.ts';
import type { Work } from './work.ts';

/** The sidecar's version where it is fetched or built; installed ones may be another from 1.16 on. */
export const daprVersion = '1.18.1';

/**
 * Finds, fetches or builds Dapr's sidecar.
 *
 * @param work told what is fetched or built; its signal gives up
 * @param env DAPRD names the program to use
 * @returns the path of a daprd of version 1.16 or later
 * @throws PlainError when none can be had
 */
export async function provideDaprd(work: Work, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  if (env.DAPRD) {
    if (isAtLeast(await versionOf(env.DAPRD), [1, 16])) return env.DAPRD;
    throw new PlainError(`DAPRD names ${env.DAPRD}, which is not a daprd of version 1.16 or later.`);
  }
  for (const candidate of [onPath('daprd'), join(homedir(), '.dapr/bin/daprd')]) {
    if (candidate && isProgram(candidate) && isAtLeast(await versionOf(candidate), [1, 16])) return candidate;
  }
  return await cachedProgram(`daprd-${daprVersion}`, work, async (folder) => {
    const program = (await downloadDaprd(daprVersion, folder, work)) ?? (await buildDaprd(daprVersion, folder, work));
    if (!isAtLeast(await versionOf(program), [1, 16])) throw new PlainError('The daprd prepared here does not run.');
    return program;
  });
}
