import { homedir } from 'node:os';
import { join } from 'node:path';
import { PlainError } from '../plain-error.ts';
import { cachedProgram } from './cache.ts';
import { buildDaprd } from './daprd-build.ts';
import { downloadDaprd } from './daprd-release.ts';
import type { Progress } from './progress.ts';
import { isAtLeast, isProgram, onPath, versionOf } from './run.ts';

/** The sidecar's version where it is fetched or built; installed ones may be another from 1.16 on. */
export const daprVersion = '1.18.1';

/**
 * Finds, fetches or builds Dapr's sidecar.
 *
 * @param progress told what is fetched or built
 * @param env DAPRD names the program to use
 * @returns the path of a daprd of version 1.16 or later
 * @throws PlainError when none can be had
 */
export async function provideDaprd(progress: Progress, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  if (env.DAPRD) {
    if (isAtLeast(await versionOf(env.DAPRD), [1, 16])) return env.DAPRD;
    throw new PlainError(`DAPRD names ${env.DAPRD}, which is not a daprd of version 1.16 or later.`);
  }
  for (const candidate of [onPath('daprd'), join(homedir(), '.dapr/bin/daprd')]) {
    if (candidate && isProgram(candidate) && isAtLeast(await versionOf(candidate), [1, 16])) return candidate;
  }
  return await cachedProgram(`daprd-${daprVersion}`, progress, async (folder) => {
    const program =
      (await downloadDaprd(daprVersion, folder, progress)) ?? (await buildDaprd(daprVersion, folder, progress));
    if (!isAtLeast(await versionOf(program), [1, 16])) throw new PlainError('The daprd prepared here does not run.');
    return program;
  });
}
