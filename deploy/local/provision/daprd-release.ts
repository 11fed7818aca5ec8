import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { PlainError } from '../plain-error.ts';
import { run } from './run.ts';
import type { Work } from './work.ts';

const processors: Record<string, string> = { x64: 'amd64', arm64: 'arm64' };
const systems: Record<string, string> = { linux: 'linux', darwin: 'darwin' };

/**
 * Downloads the sidecar's release and verifies its checksum.
 *
 * @param version the release
 * @param folder an empty folder to work in
 * @param work told what is downloaded; its signal ends the download
 * @returns the program's path, or undefined when the release cannot be reached or this platform has none
 * @throws PlainError when what came is not what the checksum says
 */
export async function downloadDaprd(
  version: string,
  folder: string,
  { progress, signal }: Work,
): Promise<string | undefined> {
  const system = systems[platform()];
  const processor = processors[arch()];
  if (!system || !processor) return undefined;
  const file = `daprd_${system}_${processor}.tar.gz`;
  const url = `https://github.com/dapr/dapr/releases/download/v${version}/${file}`;
  const checksum = await download(`${url}.sha256`, 5_000, signal);
  if (!checksum) return undefined;
  progress(`Dapr: downloading release ${version} (about 90 MB, a minute) …`);
  const archive = await download(url, 300_000, signal);
  if (!archive) return undefined;
  const wanted = checksum.toString('utf8').trim().split(/\s+/)[0];
  if (createHash('sha256').update(archive).digest('hex') !== wanted) {
    throw new PlainError(`The download of daprd ${version} does not have the checksum of its release; it is not used.`);
  }
  await writeFile(join(folder, file), archive);
  const unpacked = await run('tar', ['-xzf', file], { cwd: folder, signal });
  if (unpacked.code !== 0) throw new PlainError(`tar could not unpack ${file}: ${unpacked.stderr.trim()}`);
  return join(folder, 'daprd');
}

async function download(url: string, timeoutMs: number, signal: AbortSignal | undefined): Promise<Buffer | undefined> {
  try {
    const late = AbortSignal.timeout(timeoutMs);
    const answer = await fetch(url, { signal: signal ? AbortSignal.any([late, signal]) : late });
    return answer.ok ? Buffer.from(await answer.arrayBuffer()) : undefined;
  } catch {
    return undefined;
  }
}
