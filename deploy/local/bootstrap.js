/**
 * The first step of every npm script: makes a fresh clone usable, then runs the real program on the pinned Node.
 * Runs on any Node from 20 on and needs nothing installed, hence plain JavaScript without a dependency.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');
const programs = { start: 'deploy/local/start.ts', test: 'tests/run.ts' };

const [what = '', ...args] = process.argv.slice(2);
const program = programs[what] ?? (what.endsWith('.ts') ? what : undefined);
if (program === undefined || !existsSync(join(root, program))) {
  leave(`There is no program "${what}"; known are ${Object.keys(programs).join(', ')} and paths of .ts files.`);
}
/** What a signal does now. */
let end = leaveFor;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end(signal));
// npm that is told to end leaves its shell's children behind: when the shell has gone, so do we.
const parent = process.ppid;
if (process.env.npm_lifecycle_event) setInterval(() => process.ppid !== parent && end('SIGTERM'), 500).unref();

if (!installed()) await install();
run(program);

/** Whether node_modules holds what package-lock.json asks for; npm writes its own record of that when it has finished. */
function installed() {
  const wanted = packagesIn(join(root, 'package-lock.json'));
  const present = packagesIn(join(root, 'node_modules/.package-lock.json'));
  return Object.entries(wanted).every(
    ([path, entry]) =>
      !path.includes('node_modules/') || entry.optional || entry.link || present[path]?.version === entry.version,
  );
}

function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return {};
  }
}

async function install() {
  console.log('Installing the npm packages that package-lock.json names (once; one to three minutes) …');
  // Not "npm ci": it refuses a lock file that was written where some platforms' optional packages were out of reach. This takes the
  // locked versions as well and writes neither package.json nor the lock file.
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  // A group of its own, because install scripts are its children; what it leaves half-done it does again the next time.
  const npm = spawn('npm', args, { cwd: root, stdio: 'inherit', detached: true });
  end = (signal) => {
    if (npm.pid !== undefined) process.kill(-npm.pid, 'SIGKILL');
    leaveFor(signal);
  };
  const code = await new Promise((resolve) => npm.on('error', () => resolve(undefined)).on('exit', resolve));
  if (npm.pid === undefined) leave('npm is not installed or not on the PATH; it comes with Node (https://nodejs.org).');
  if (code !== 0) {
    leave('npm could not install the packages; see its message above. Most often the npm registry is out of reach.');
  }
}

function run(file) {
  const node = join(root, 'node_modules/.bin/node');
  if (!existsSync(node)) leave('node_modules has no Node of its own; run "npm install" without --ignore-scripts.');
  const path = [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter);
  // Compiled code is kept between runs: the second start takes half the time. Not for tests, whose modules live in contexts of their own.
  const compiled = what === 'test' ? {} : { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node') };
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', join(root, file), ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...compiled, PATH: path },
  });
  end = (signal) => child.kill(signal);
  child.on('error', (error) => leave(`The pinned Node does not start: ${error.message}.`));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

function leaveFor(signal) {
  process.exit(128 + constants.signals[signal]);
}

function leave(sentence) {
  console.error(sentence);
  process.exit(1);
}
