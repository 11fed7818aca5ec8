import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

const repository = resolve(import.meta.dirname, '../..');

/**
 * Copies the repository as it is now, changes that are not committed yet too. Its packages are the ones installed here,
 * but the workspaces are its own.
 *
 * @returns the copy's folder
 */
export async function copyRepository(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'credenza-copy-'));
  const listed = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const files = execFileSync('git', listed, { cwd: repository, encoding: 'utf8' }).split('\0').filter(Boolean);
  const present = files.map((file) => cp(join(repository, file), join(root, file)).catch(isGone));
  await Promise.all(present);

  const modules = join(repository, 'node_modules');
  const own = join(root, 'node_modules');
  await mkdir(join(own, '@credenza'), { recursive: true });
  const packages = (await readdir(modules)).filter((name) => name !== '@credenza' && name !== '.cache');
  await Promise.all(
    packages.map((name) =>
      name === '.package-lock.json'
        ? cp(join(modules, name), join(own, name))
        : symlink(join(modules, name), join(own, name)),
    ),
  );
  const workspaces = files.filter((file) => /^(packages|services)\/[^/]+\/package\.json$/.test(file)).map(dirname);
  for (const folder of workspaces) {
    await symlink(join('../..', folder), join(own, '@credenza', basename(folder)));
    const nested = join(repository, folder, 'node_modules');
    if (existsSync(nested)) await symlink(nested, join(root, folder, 'node_modules'));
  }
  return root;
}

/** A file that was deleted and whose deletion is not committed yet. */
function isGone(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
