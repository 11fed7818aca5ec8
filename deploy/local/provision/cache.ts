import { chmod, mkdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { withLock } from './lock.ts';
import { run } from './run.ts';
import { unlessAborted, type Work } from './work.ts';

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
 * @param about progress: told when another process is making it; signal: gives up when aborted
 * @param make makes the program inside the given empty folder and returns its path
 * @returns the program's path in the cache
 * @throws the abort's reason; whatever `make` throws. Nothing half-made is left then
 */
export async function cachedProgram(
  name: string,
  { progress, signal }: Work,
  make: (folder: string) => Promise<string>,
): Promise<string> {
  const path = join(cacheFolder(), name);
  if (await exists(path)) return path;
  await mkdir(cacheFolder(), { recursive: true });
  const work = async () => {
    if (await exists(path)) return path;
    const folder = `${path}.making`;
    await clear(folder);
    await mkdir(folder);
    try {
      const made = await unlessAborted(make(folder), signal);
      await chmod(made, 0o755);
      await rename(made, path);
      return path;
    } finally {
      await clear(folder);
    }
  };
  const waiting = (pid: number) => progress(`Waiting for process ${pid}, which prepares ${name} …`);
  return await withLock(`${path}.lock`, work, waiting, signal);
}

/** Copies of Go's modules are read-only at first, and whoever was just ended may still write. */
async function clear(folder: string): Promise<void> {
  if (!(await exists(folder))) return;
  await run('chmod', ['-R', 'u+w', folder]);
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
