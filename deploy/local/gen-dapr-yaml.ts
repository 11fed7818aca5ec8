/** Writes what follows from the list of services: dapr.yaml and the components' scopes. */
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { serviceNames, services } from '@credenza/contracts';
import { withScopes } from './component-scopes.ts';
import { renderDaprYaml } from './dapr-yaml.ts';

const root = resolve(import.meta.dirname, '../..');

/**
 * @returns every generated file's path inside the repository and the text that it should have
 */
export async function generated(): Promise<Record<string, string>> {
  const components = ['components/pubsub.yaml', 'components/statestore.yaml'];
  const scoped = await Promise.all(
    components.map(async (path) => [path, withScopes(await readFile(join(root, path), 'utf8'), serviceNames)]),
  );
  return {
    'dapr.yaml': renderDaprYaml(services),
    ...Object.fromEntries(scoped),
  };
}

if (import.meta.main) {
  for (const [path, text] of Object.entries(await generated())) await writeFile(join(root, path), text);
}
