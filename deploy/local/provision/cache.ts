import { chmod, mkdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { withLock } from './lock.ts';
import type { Progress } from './progress.ts';

/**
 * @param env the environment; CREDENZA_CACHE moves the cache
 * @returns the folder where provisioned programs are kept between runs and clones
 */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env.CREDENZA_CACHE || join(homedir(), '.cache', 'credenza');
}

/**
 * Returns a program from the cache, making it the first time. It appears there under its name only when it is complete.
 *
 * @param name the file's name, with its version
 * @param progress told when another process is making it
 * @param make makes the program inside the given empty folder and returns its path
 * @returns the program's path in the cache
 */
export async function cachedProgram(
  name: string,
  progress: Progress,
  make: (folder: string) => Promise<string>,
): Promise<string> {
  const path = join(cacheFolder(), name);
  if (await exists(path)) return path;
  await mkdir(cacheFolder(), { recursive: true });
  const work = async () => {
    if (await exists(path)) return path;
    const folder = `${path}.making`;
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
    try {
      const made = await make(folder);
      await chmod(made, 0o755);
      await rename(made, path);
      return path;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
  return await withLock(`${path}.lock`, work, (pid) =>
    progress(`Waiting for process ${pid}, which prepares ${name} …`),
  );
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
