import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { PlainError } from '../plain-error.ts';
import { ticking } from './progress.ts';
import { onPath, run } from './run.ts';
import type { Work } from './work.ts';

/** What Credenza uses, locally and in a cluster; each component left out saves compile time and memory. */
const components = [
  'bindings_cron',
  'nameresolution_kubernetes',
  'nameresolution_mdns',
  'nameresolution_sqlite',
  'pubsub_redis',
  'secretstores_kubernetes',
  'secretstores_local_env',
  'secretstores_local_file',
  'state_redis',
];

const advice =
  'Dapr is needed: install its CLI and run "dapr init --slim", set DAPRD to a daprd, or install Go 1.24 or later.';
const Module = z.object({ Dir: z.string() });

/**
 * Builds the stock sidecar from the Go module proxy, where releases cannot be downloaded.
 *
 * @param version the release
 * @param folder an empty folder to work in
 * @param work told how far it is; its signal ends the build
 * @returns the program's path
 * @throws PlainError without Go, without the proxy, or when the build fails
 */
export async function buildDaprd(version: string, folder: string, { progress, signal }: Work): Promise<string> {
  if (!onPath('go')) throw new PlainError(`${advice} Its release could not be downloaded, and Go is not installed.`);
  progress(
    `Dapr: the release is out of reach, so daprd ${version} is built from source with Go (once; four to six minutes on two cores) …`,
  );
  let packages = 0;
  let downloads = 0;
  const built = await ticking(
    progress,
    (seconds) => `Dapr: building, ${seconds} s, ${downloads} modules fetched, ${packages} packages compiled …`,
    async () => {
      const source = await fetchSource(version, folder, signal);
      return await run('go', buildArguments(version, join(folder, 'daprd')), {
        cwd: source,
        env: { GOWORK: 'off', CGO_ENABLED: '0', TMPDIR: folder },
        signal,
        onErrorLine: (line) => {
          if (line.startsWith('go: downloading')) downloads += 1;
          else packages += 1;
        },
      });
    },
  );
  if (built.code !== 0)
    throw new PlainError(`${advice} Building it has failed: ${built.stderr.trim().split('\n').at(-1)}`);
  return join(folder, 'daprd');
}

function buildArguments(version: string, target: string): string[] {
  const stamp = `-s -w -X github.com/dapr/dapr/pkg/buildinfo.version=${version}`;
  return ['build', '-v', '-tags', 'allcomponents', '-trimpath', '-ldflags', stamp, '-o', target, './cmd/daprd'];
}

/** "go install" refuses modules with replace directives; a copy of the module's folder builds. */
async function fetchSource(version: string, folder: string, signal: AbortSignal | undefined): Promise<string> {
  const module = `github.com/dapr/dapr@v${version}`;
  const fetched = await run('go', ['mod', 'download', '-json', module], {
    cwd: folder,
    env: { GOWORK: 'off' },
    signal,
  });
  const described = fetched.code === 0 ? Module.safeParse(JSON.parse(fetched.stdout)) : undefined;
  if (!described?.success)
    throw new PlainError(
      `${advice} The Go module proxy has given no ${module}: ${fetched.stderr.trim().split('\n').at(-1)}`,
    );
  const source = join(folder, 'source');
  await run('cp', ['-R', described.data.Dir, source], { signal });
  await run('chmod', ['-R', 'u+w', source], { signal }); // the module cache is read-only
  const listed = join(source, 'cmd/daprd/components');
  const superfluous = (await readdir(listed)).filter((file) => !components.includes(file.replace(/\.go$/, '')));
  await Promise.all(superfluous.map((file) => rm(join(listed, file))));
  return source;
}
