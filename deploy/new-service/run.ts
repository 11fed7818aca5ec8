/**
 * `npm run new:service <name> [-- --path /api/<path>]`: a new service that runs, is listed everywhere and passes its tests. Without
 * `--path` its API lies under its name.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { services } from '@credenza/contracts';

const root = resolve(import.meta.dirname, '../..');
const template = join(import.meta.dirname, 'template');

/** The ways in which a template writes the service's name. */
interface Names {
  name: string;
  Name: string;
  camel: string;
  snake: string;
  words: string;
  prefix: string;
  path: string;
}

/**
 * @param name kebab-case, such as `gift-card`
 * @param path where its API lies, such as `/api/gift-cards`
 * @returns the name as the template's placeholders need it
 */
export function namesOf(name: string, path: string): Names {
  const camel = name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return {
    name,
    camel,
    Name: camel.charAt(0).toUpperCase() + camel.slice(1),
    snake: name.replaceAll('-', '_'),
    words: name.replaceAll('-', ' '),
    prefix: name.replaceAll('-', '').slice(0, 12),
    path,
  };
}

function filled(text: string, names: Names): string {
  return Object.entries(names).reduce((result, [key, value]) => result.replaceAll(`{{${key}}}`, value), text);
}

function leave(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}

const { positionals, values } = parseArgs({ allowPositionals: true, options: { path: { type: 'string' } } });
const [name = ''] = positionals;
if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 30) {
  leave('Give the service a name in kebab-case, such as: npm run new:service gift-card');
}
if (name in services || existsSync(join(root, 'services', name))) leave(`There is a service ${name} already.`);
const path = values.path ?? `/api/${name}`;
if (!/^\/api\/[a-z][a-z0-9-]*$/.test(path))
  leave('Give --path as /api/ and one word in kebab-case, such as /api/gift-cards.');
const taken = Object.values(services).flatMap(({ prefixes }): readonly string[] => prefixes);
if (taken.includes(path)) leave(`Another service answers at ${path} already; choose another one with --path.`);
const contractFile = join(root, 'packages/contracts/src', `${name}.ts`);
if (existsSync(contractFile)) leave(`packages/contracts/src/${name}.ts exists already; choose another name.`);

const names = namesOf(name, path);
const outside: Record<string, string> = {
  'contract.ts.tmpl': contractFile,
  'sample.json.tmpl': join(root, 'packages/contracts/samples', `${name}.entry-added.json`),
};
const list = join(root, 'packages/contracts/src/services.ts');
const port = Math.max(...Object.values(services).map((entry) => entry.port)) + 1;
if (port > 4089) leave('The ports up to 4089 are taken; make room in packages/contracts/src/services.ts first.');
const key = name.includes('-') ? `'${name}'` : name;
const entry = `  ${key}: { port: ${port}, prefixes: ['${path}'] },\n} as const satisfies`;
await writeFile(list, (await readFile(list, 'utf8')).replace('} as const satisfies', entry));

for (const file of globSync('**/*.tmpl', { cwd: template }).concat(globSync('.env.example.tmpl', { cwd: template }))) {
  const text = filled(await readFile(join(template, file), 'utf8'), names);
  const target = outside[file] ?? join(root, 'services', name, filled(file, names).replace(/\.tmpl$/, ''));
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, text);
}
const index = join(root, 'packages/contracts/src/index.ts');
await appendFile(index, `export * from './${name}.ts';\n`);

for (const [what, command, args] of [
  ['link the workspace', 'npm', ['install', '--no-audit', '--no-fund', '--loglevel=error']],
  ['write what follows from the list of services', process.execPath, ['deploy/gen.ts']],
  ['format', 'biome', ['check', '--write', '--log-level=error', `services/${name}`, 'packages/contracts']],
] as const) {
  console.log(`· ${what}`);
  const done = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (done.status !== 0) leave(`Could not ${what}; see the message above.`);
}
console.log(`
services/${name} is there, on port ${port} and at ${path}. Its event is in packages/contracts/src/${name}.ts.
  npm test -- services/${name}        proves it
  npm start -- --only auth,${name}    runs it`);
