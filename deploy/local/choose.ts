import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalApp } from './dapr-yaml.ts';
import { PlainError } from './plain-error.ts';

/** Which services run, and which do not. */
export interface Choice {
  apps: LocalApp[];
  /** In dapr.yaml, but without a folder. */
  missing: string[];
  /** Left out by the caller. */
  left: string[];
}

/**
 * @param apps what dapr.yaml lists
 * @param root the folder to which their paths are relative
 * @param only the names that the caller wants; undefined: all
 * @returns what runs and what does not
 * @throws PlainError when a wanted service does not exist
 */
export function choose(apps: readonly LocalApp[], root: string, only: readonly string[] | undefined): Choice {
  const known = apps.map(({ appID }) => appID);
  const unknown = only?.filter((name) => !known.includes(name)) ?? [];
  if (unknown.length > 0) {
    throw new PlainError(`There is no service ${unknown.join(', ')}; there are ${known.join(', ')}.`);
  }
  const present = apps.filter(({ appDirPath }) => existsSync(join(root, appDirPath)));
  const wanted = present.filter(({ appID }) => only === undefined || only.includes(appID));
  return {
    apps: wanted,
    missing: known.filter((name) => !present.some(({ appID }) => appID === name)),
    left: present.filter((app) => !wanted.includes(app)).map(({ appID }) => appID),
  };
}
