import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { lastLines, readReport } from './report.ts';

/**
 * `npm test`: format, lint, types, import directions, then every test; the last line is `N passed, N failed`.
 * With arguments (`npm test -- services/order -t 'late payment'`) only those tests run, by Jest's own rules.
 * With `--drills` (`npm run test:drills`) the drills run, which kill processes in the middle of checkouts.
 */
const root = resolve(import.meta.dirname, '..');
const drills = process.argv.includes('--drills');
const given = process.argv.slice(2).filter((word) => word !== '--drills');
// Jest reports what a name pattern leaves out as skipped; nobody has to be told of that.
const byName = given.some((word) => /^(-t|--testNamePattern)(=|$)/.test(word));

let passed = 0;
let failed = 0;
let skipped: string[] = [];

function run(command: string, args: string[], env: Record<string, string> = {}): boolean {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  return result.status === 0;
}

function step(name: string, command: string, args: string[]): void {
  const began = Date.now();
  console.log(`\n— ${name}`);
  const ok = run(command, args);
  if (ok) passed += 1;
  else failed += 1;
  console.log(`${ok ? 'ok' : 'FAILED'} (${((Date.now() - began) / 1_000).toFixed(1)} s)`);
}

function jest(args: string[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'credenza-report-'));
  const report = join(folder, 'report.json');
  console.log(`\n— ${drills ? 'drills' : 'tests'}, on real MongoDB, Redis and Dapr sidecars`);
  try {
    const ok = run(process.execPath, ['node_modules/jest/bin/jest.js', '--json', `--outputFile=${report}`, ...args], {
      NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
      NODE_ENV: 'test',
    });
    const counts = readReport(readFileSync(report, 'utf8'), root);
    passed += counts.passed;
    failed += !ok && counts.failed === 0 ? 1 : counts.failed;
    if (!byName) skipped = counts.skipped;
  } catch (error) {
    console.error(`Jest has left no report: ${error instanceof Error ? error.message : String(error)}`);
    failed += 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const folders = ['packages', 'services', 'deploy', 'tests', 'bench'];
if (given.length === 0 && !drills) {
  step('format and lint', 'biome', ['ci', '--reporter=summary', '.']);
  step('types', 'tsc', ['--noEmit', '-p', '.']);
  step('import directions', 'depcruise', ['--config', '.dependency-cruiser.js', ...folders]);
}
const drillsOnly = [
  '--testPathIgnorePatterns=/node_modules/',
  '--testMatch=**/tests/drills/**/*.test.ts',
  '--runInBand',
];
jest(drills ? [...drillsOnly, ...given] : given);
console.log(lastLines({ passed, failed, skipped }));
process.exitCode = failed > 0 ? 1 : 0;
