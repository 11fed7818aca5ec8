import { writeFile } from 'node:fs/promises';
import { partsEnvironment, type Settings } from './environment.ts';

const heading = `# Written by npm start, for the Dapr CLI: (set -a; . <this file>; dapr run …). In brackets, because a later npm start in
# the same shell would take MONGO_URL for a server of your own.
`;

/**
 * Writes down for a shell what services and sidecars need that the Dapr CLI starts: where the parts of this marketplace
 * are, its tokens and secrets, and the pinned Node before any other.
 *
 * @param file where; its owner alone may read it
 * @param settings the marketplace
 * @param programs the folder with the pinned Node
 */
export async function writeDaprRunEnvironment(file: string, settings: Settings, programs: string): Promise<void> {
  const variables = { ...partsEnvironment(settings), ...settings.secrets };
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${quoted(value)}`);
  const text = `${heading}PATH=${quoted(programs)}:"$PATH"\n${lines.join('\n')}\n`;
  await writeFile(file, text, { mode: 0o600 });
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}
