import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const version = '4.32.5';
const folder = join(process.env.CREDENZA_CACHE ?? join(homedir(), '.cache/credenza'), `schemathesis-${version}`);
const program = join(folder, 'bin/schemathesis');
const examples = process.env.FUZZ_EXAMPLES ?? '25';
const checks = 'not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance';

/**
 * Fetches the generator of requests from PyPI, unless it is in the cache.
 *
 * @returns one sentence on what is missing; undefined when it can run
 */
export function prepare(): string | undefined {
  if (existsSync(program)) return undefined;
  console.log(`Fetching schemathesis ${version} from PyPI (once, about 30 s) …`);
  mkdirSync(folder, { recursive: true });
  const made = spawnSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' });
  if (made.status !== 0) return 'Python 3 with its venv module is needed for the fuzz run.';
  const install = ['install', '--quiet', `schemathesis==${version}`];
  const got = spawnSync(join(folder, 'bin/pip'), install, { stdio: 'inherit' });
  return got.status === 0 ? undefined : 'schemathesis could not be installed from PyPI; see the message above.';
}

/**
 * Asks operations for things that nobody would ask for.
 *
 * @param url the marketplace
 * @param selection which operations and what else, in schemathesis' own options
 * @param token the access token to show, if any
 * @returns whether no answer was a 5xx or anything else that the OpenAPI does not describe
 */
export async function fuzz(url: string, selection: string[], token: string | undefined): Promise<boolean> {
  const run = spawn(
    program,
    [
      `--config-file=${join(import.meta.dirname, 'schemathesis.toml')}`,
      'run',
      `${url}/docs/openapi.json`,
      `--url=${url}`,
      `--checks=${checks}`,
      `--max-examples=${examples}`,
      '--phases=examples,coverage,fuzzing',
      '--seed=20260301',
      '--continue-on-failure',
      '--suppress-health-check=all',
      '--warnings=off',
      '--no-color',
      ...(token === undefined ? [] : ['-H', `Authorization: Bearer ${token}`]),
      ...selection,
    ],
    { stdio: 'inherit', cwd: folder }, // where it keeps what it has found, to try that first the next time
  );
  const [code] = await once(run, 'exit');
  return code === 0;
}
