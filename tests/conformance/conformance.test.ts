import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { eventCatalogue, serviceNames, services } from '@credenza/contracts';
import { baseConfig, subscriptionsOf } from '@credenza/service-kit';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { generated, leftovers, loadServices } from '../../deploy/gen.ts';
import { ownEnvironment } from '../../deploy/local/development-environment.ts';
import { silentFunctions } from './silent-functions.ts';
import { speaksToDatabase } from './speaks-to-database.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
/** Lines of code: neither empty ones nor comments, which the sources have more of. */
const lines = (paths: string[]) =>
  paths.reduce(
    (sum, path) =>
      sum +
      read(path)
        .split('\n')
        .filter((line) => !/^\s*($|\/\/|\/\*|\*)/.test(line)).length,
    0,
  );
const files = (pattern: string) => globSync(pattern, { cwd: root, exclude: ['**/node_modules/**'] });
const all = await loadServices();

test('every folder of a service is in the list, and every entry has its folder', () => {
  expect(
    files('services/*')
      .map((path) => basename(path))
      .sort(),
  ).toEqual([...serviceNames].sort());
  expect(all.map(({ name }) => name)).toEqual(serviceNames);
});

test('no two services share a port or a public path', () => {
  const entries = Object.values(services);
  expect(new Set(entries.map(({ port }) => port)).size).toBe(entries.length);
  const prefixes = entries.flatMap((entry): readonly string[] => entry.prefixes);
  expect(new Set(prefixes).size).toBe(prefixes.length);
});

test('what is generated is as the contracts and services say (npm run gen)', async () => {
  const wanted = await generated();
  for (const [path, text] of Object.entries(wanted)) {
    expect({ path, same: existsSync(join(root, path)) && read(path) === text }).toEqual({ path, same: true });
  }
  expect(leftovers(wanted)).toEqual([]);
});

describe.each(all)('$name', (service) => {
  const { name, routes, consumers, jobs } = service;
  const folder = `services/${name}`;
  const prefixes: readonly string[] = services[name].prefixes;

  test('has the files that every service has', () => {
    for (const file of [
      'package.json',
      'README.md',
      '.env.example',
      'src/server.ts',
      'src/service.ts',
      'src/config.ts',
      'src/context.ts',
    ]) {
      expect({ file, there: existsSync(join(root, folder, file)) }).toEqual({ file, there: true });
    }
    const { license, type, private: closed, name: own } = JSON.parse(read(`${folder}/package.json`));
    expect({ license, type, closed, own }).toEqual({
      license: 'Apache-2.0',
      type: 'module',
      closed: true,
      own: `@credenza/${name}`,
    });
  });

  test('names every setting of its own in .env.example', () => {
    const own = Object.keys((service.config as { shape?: object }).shape ?? {}).filter((key) => !(key in baseConfig));
    const example = read(`${folder}/.env.example`);
    expect(own.filter((key) => !new RegExp(`^#? ?${key}=`, 'm').test(example))).toEqual([]);
  });

  test('serves its own prefix and nothing else', () => {
    const strays = routes.filter(({ path, role }) =>
      role === 'service'
        ? !path.startsWith('/internal/')
        : !prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`)),
    );
    expect(strays.map(({ path }) => path)).toEqual([]);
  });

  test('has one file per route and per consumer, and lists them all', () => {
    const imported = read(`${folder}/src/service.ts`);
    for (const file of [...files(`${folder}/src/routes/*.ts`), ...files(`${folder}/src/consumers/*.ts`)]) {
      expect({ file, listed: imported.includes(`/${basename(file)}'`) }).toEqual({ file, listed: true });
    }
    for (const { contract } of consumers) {
      const file = `${folder}/src/consumers/on-${contract.type.replaceAll('.', '-')}.ts`;
      expect({ file, there: existsSync(join(root, file)) }).toEqual({ file, there: true });
    }
  });

  test('has a component for every job, and may use the components that it needs', () => {
    for (const job of jobs) expect(existsSync(join(root, `components/cron-${name}-${job.name}.yaml`))).toBe(true);
    if (consumers.length === 0) return;
    expect(parse(read('components/pubsub.yaml')).scopes).toContain(name);
  });

  test('is in dapr.yaml', () => {
    const app = parse(read('dapr.yaml')).apps.find((one: { appID: string }) => one.appID === name);
    expect(app).toMatchObject({ appDirPath: folder, appPort: services[name].port });
  });
});

test('a sidecar has a connection to Redis for every topic and for every handler at work, and some to publish', () => {
  const metadata: { name: string; value: string }[] = parse(read('components/pubsub.yaml')).spec.metadata;
  const setting = (name: string) => Number(metadata.find((one) => one.name === name)?.value);
  for (const one of all) {
    const { name } = one;
    const wanted = subscriptionsOf(one).length + setting('concurrency') + 10;
    expect({ name, enough: wanted <= setting('poolSize') }).toEqual({ name, enough: true });
  }
});

test('every service gives out and forgets what it knows about people, or says why it knows nothing', () => {
  for (const { name, personal } of all) {
    if ('nothing' in personal)
      expect({ name, why: personal.nothing }).toEqual({ name, why: expect.stringMatching(/\w+.*\.$/) });
    else expect(Object.keys(personal)).toEqual(expect.arrayContaining(['export', 'erase']));
  }
});

test('only stores and schemas speak to the database; others may name its types', () => {
  const speakers = files('services/*/src/**/*.ts')
    .filter((path) => !/\.(store|schema)\.ts$/.test(path))
    .filter((path) => speaksToDatabase(read(path)));
  expect(speakers).toEqual([]);
});

test('the README names the admin that there is', () => {
  expect(read('README.md')).toContain(`CREDENZA_EMAIL=${ownEnvironment('auth').ADMIN_EMAIL} `);
});

test('every event has a sample from long ago (packages/contracts/samples/<type>.json), and every sample its event', () => {
  const samples = files('packages/contracts/samples/*.json').map((path) => basename(path, '.json'));
  expect(samples.sort()).toEqual(
    eventCatalogue()
      .map(({ type }) => type)
      .sort(),
  );
});

test('nobody reacts to an event that nobody owns', () => {
  const known = new Set(eventCatalogue().map(({ type }) => type));
  const unknown = all.flatMap(({ consumers }) => consumers.filter(({ contract }) => !known.has(contract.type)));
  expect(unknown).toEqual([]);
});

test('every public function of a package says what it takes and returns, and so does every exported one elsewhere', () => {
  const silent = (pattern: string) =>
    files(pattern).flatMap((path) => silentFunctions(read(path)).map((name) => `${path}: ${name}`));
  expect(silent('packages/*/src/**/*.ts')).toEqual([]);
  const functions = (names: string[]) => names.filter((name) => !/\w+\.\w+$/.test(name));
  expect(functions(silent('services/*/src/**/*.ts'))).toEqual([]);
  expect(functions(silent('deploy/**/*.ts')).filter((name) => !name.startsWith('deploy/demo/drawings/'))).toEqual([]);
});

test.each([
  ['no docstring', 'export async function f(): Promise<void> {\n}', ['f']],
  ['nothing about what it takes', '/** Does it. */\nexport function f(ms: number): void {\n}', ['f']],
  ['nothing about what it returns', '/** @param ms how long */\nexport function f(ms: number): string {\n}', ['f']],
  ['a silent method', 'export class C {\n  /** Looks. */\n  async m(id: string): Promise<string> {\n  }\n}', ['C.m']],
  ['a silent constructor', 'export class C {\n  constructor(\n    id: string,\n  ) {\n  }\n}', ['C.constructor']],
  [
    'all of it',
    '/**\n * @param ms how long\n * @returns the text\n */\nexport function f(ms: number): string {\n}',
    [],
  ],
  ['nothing to say', '/** Stops. */\nexport function f(): void {\n}\nfunction g(a: string) {\n}', []],
  ['private parts', 'export class C {\n  #m(id: string): string {\n    if (id) {\n  }\n}', []],
])('a source with %s is told apart', (_what, source, silent) => {
  expect(silentFunctions(source)).toEqual(silent);
});

test('there is at least as much test code as source', () => {
  const source = lines(
    [...files('packages/*/src/**/*.ts'), ...files('services/*/src/**/*.ts')].filter(
      (path) => !path.includes('/testing/'),
    ),
  );
  const tests = lines([
    ...files('packages/*/tests/**/*.ts'),
    ...files('services/*/tests/**/*.ts'),
    ...files('packages/*/src/testing/*.ts'),
    ...files('tests/**/*.ts'),
  ]);
  expect(tests).toBeGreaterThanOrEqual(source);
});

test('nothing that is shipped names a machine or carries a secret', () => {
  const tracked = [
    ...files('packages/**/*.ts'),
    ...files('services/**/*.{ts,json,md}'),
    ...files('deploy/**/*.{ts,js,yaml}'),
    ...files('components/*.yaml'),
  ];
  const bad = tracked.filter((path) => /-----BEGIN [A-Z ]*PRIVATE KEY-----|sk_live_|AKIA[0-9A-Z]{16}/.test(read(path)));
  expect(bad).toEqual([]);
});
