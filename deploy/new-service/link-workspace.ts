import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

// Records, because an object's schema would put the fields that it knows first.
const Document = z.record(z.string(), z.unknown());

/**
 * Does for a new workspace what `npm install` would: links its folder into node_modules and adds it to the lock file.
 * It brings no package that is not there yet, so nothing has to be asked of a registry, and the rest of the lock file
 * stays as it is.
 *
 * @param root the repository
 * @param name the service's name
 */
export async function linkWorkspace(root: string, name: string): Promise<void> {
  const folder = `services/${name}`;
  const link = join('node_modules/@credenza', name);
  await mkdir(join(root, 'node_modules/@credenza'), { recursive: true });
  await symlink(join('../..', folder), join(root, link));

  const file = join(root, 'package-lock.json');
  const lock = Document.parse(JSON.parse(await readFile(file, 'utf8')));
  const described = Document.parse(JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')));
  const { private: _private, type: _type, scripts: _scripts, ...locked } = described;
  const added = { ...Document.parse(lock.packages), [link]: { resolved: folder, link: true }, [folder]: locked };
  const packages = Object.fromEntries(Object.entries(added).sort(([a], [b]) => a.localeCompare(b, 'en')));
  await writeFile(file, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`);
}
