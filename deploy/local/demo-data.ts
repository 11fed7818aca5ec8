import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { DataFolder } from './data-folder.ts';

const demo = resolve(import.meta.dirname, '../demo');
const Login = z.object({ role: z.string(), email: z.string(), password: z.string() });

/** An account that can be used at once. */
export type Login = z.output<typeof Login>;

interface SeedModule {
  seed(options: { url: string; dataDir: string; progress: (line: string) => void }): Promise<unknown>;
}

/**
 * Puts in the demo data, once per data folder.
 *
 * @param url the marketplace
 * @param data its data folder, which remembers that it is done
 * @param progress told what is being done
 * @returns whether there is demo data now
 */
export async function seedOnce(url: string, data: DataFolder, progress: (line: string) => void): Promise<boolean> {
  if (existsSync(data.seeded)) return true;
  const file = resolve(demo, 'seed.ts');
  if (!existsSync(file)) return false;
  progress('Putting in the demo data (once; about a minute) …');
  const { seed }: SeedModule = await import(pathToFileURL(file).href);
  await seed({ url, dataDir: data.path, progress });
  await writeFile(data.seeded, JSON.stringify({ seededAt: new Date().toISOString() }));
  return true;
}

/** @returns the accounts that the demo data has, none when there is no demo data */
export async function demoLogins(): Promise<Login[]> {
  const file = resolve(demo, 'logins.ts');
  if (!existsSync(file)) return [];
  const module: { logins?: unknown } = await import(pathToFileURL(file).href);
  return z.array(Login).parse(module.logins ?? []);
}
