/**
 * `npm run test:fuzz`: asks every operation of the OpenAPI for things that nobody would ask for, as a buyer, a seller, an admin and a stranger.
 * Fails on any 5xx, any status or body that the OpenAPI does not describe. The generator is schemathesis (PyPI), kept in the cache.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { startWorld } from '../journeys/world.ts';

const version = '4.32.5';
const folder = join(process.env.CREDENZA_CACHE ?? join(homedir(), '.cache/credenza'), `schemathesis-${version}`);
const program = join(folder, 'bin/schemathesis');
const examples = process.env.FUZZ_EXAMPLES ?? '25';
const checks = 'not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance';

function leave(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}

function prepare(): void {
  if (existsSync(program)) return;
  console.log(`Fetching schemathesis ${version} from PyPI (once, about 30 s) …`);
  mkdirSync(folder, { recursive: true });
  const made = spawnSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' });
  if (made.status !== 0) leave('Python 3 with its venv module is needed for the fuzz run.');
  const got = spawnSync(join(folder, 'bin/pip'), ['install', '--quiet', `schemathesis==${version}`], {
    stdio: 'inherit',
  });
  if (got.status !== 0) leave('schemathesis could not be installed from PyPI; see the message above.');
}

prepare();
const world = await startWorld({ LOG_LEVEL: 'warn' });
let passed = 0;
let failed = 0;
try {
  const seller = await world.person('seller');
  await Promise.all(Array.from({ length: 5 }, () => world.offer(seller, 100)));
  const people = { buyer: await world.person('buyer'), seller, admin: await world.admin(), stranger: undefined };
  for (const [role, person] of Object.entries(people)) {
    console.log(`\n— as ${role}`);
    const run = spawnSync(
      program,
      [
        'run',
        `${world.url}/docs/openapi.json`,
        `--url=${world.url}`,
        `--checks=${checks}`,
        `--max-examples=${examples}`,
        '--phases=examples,coverage,fuzzing',
        '--seed=20260301',
        '--continue-on-failure',
        '--suppress-health-check=all',
        '--warnings=off',
        '--no-color',
        ...(person ? ['-H', `Authorization: Bearer ${person.token}`] : []),
        ...process.argv.slice(2),
      ],
      { stdio: 'inherit' },
    );
    if (run.status === 0) passed += 1;
    else failed += 1;
  }
} finally {
  await world.stop();
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
