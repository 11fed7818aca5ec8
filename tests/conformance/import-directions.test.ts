import { spawnSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { copyRepository } from '../new-service/repository-copy.ts';
import { speaksToDatabase } from './speaks-to-database.ts';

const Cruised = z.object({
  summary: z.object({ violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })) }),
});

/** Files that do what no file may do, and the rule that refuses each. */
const wrong: [path: string, source: string, rule: string][] = [
  ['services/order/src/a.ts', `import { cartOf } from '../../cart/src/cart.ts';`, 'services-stand-alone'],
  ['services/order/src/b.ts', `import type { Cart } from '../../cart/src/cart.ts';`, 'services-stand-alone'],
  ['services/order/src/c.ts', `export * from '../../cart/src/cart.ts';`, 'services-stand-alone'],
  [
    'services/order/src/d.ts',
    `export async function d<T extends object>(this: T): Promise<void> {\n  await import('../../cart/src/cart.ts');\n}`,
    'services-stand-alone',
  ],
  ['services/order/src/e.ts', `import '@credenza/cart';`, 'no-lost-imports'],
  ['services/order/tests/f.ts', `import { order } from '../../cart/tests/samples.ts';`, 'services-stand-alone'],
  ['packages/contracts/src/g.ts', `import { route } from '@credenza/service-kit';`, 'contracts-know-nobody'],
  ['packages/contracts/src/h.ts', `import type { Log } from '../../service-kit/src/log.ts';`, 'contracts-know-nobody'],
  [
    'packages/service-kit/src/i.ts',
    `import { service } from '../../../services/order/src/service.ts';`,
    'packages-know-no-service',
  ],
  [
    'services/cart/src/j.ts',
    `import { up } from '../../../deploy/local/index.ts';`,
    'nothing-deployed-imports-the-runner',
  ],
  [
    'services/cart/src/k.ts',
    `import { startForTest } from '@credenza/service-kit/testing';`,
    'production-code-imports-no-tests',
  ],
  ['services/cart/src/l.ts', `import { m } from './m.ts';\nexport const l = m;`, 'no-circles'],
];
/** A circle is told once, at the first of its files. */
const otherHalf = ['services/cart/src/m.ts', `import { l } from './l.ts';\nexport const m = l;`] as const;
const readers: [path: string, source: string][] = [
  ['services/cart/src/n.ts', 'export const port = process.env.PORT;\n'],
  ['services/cart/src/routes/o.ts', "export const port = process['env'].PORT;\n"],
  ['packages/service-kit/src/p.ts', "import { env } from 'node:process';\n\nexport const port = env.PORT;\n"],
];

let root: string;
beforeAll(async () => {
  root = await copyRepository();
  for (const [path, source] of [...wrong, otherHalf, ...readers]) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), source);
  }
}, 60_000);
afterAll(() => rm(root, { recursive: true, force: true }));

function run(program: string, ...args: string[]): string {
  const done = spawnSync(join('node_modules/.bin', program), args, {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '' },
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  });
  return done.stdout;
}

describe('what npm test refuses', () => {
  test('imports in a wrong direction, those of types too', () => {
    const args = ['--config', '.dependency-cruiser.js', '--output-type', 'json', 'packages', 'services'];
    const { violations } = Cruised.parse(JSON.parse(run('depcruise', ...args))).summary;
    const found = new Set(violations.map(({ from, rule }) => `${from}: ${rule.name}`));
    expect([...found].sort()).toEqual(wrong.map(([path, , rule]) => `${path}: ${rule}`).sort());
  });

  test('reading the environment outside a service’s config, which the kit does once', () => {
    const found = run(
      'biome',
      'lint',
      '--only=style/noProcessEnv',
      '--reporter=json',
      ...readers.map(([path]) => path),
    );
    const files = readers.filter(([path]) => found.includes(path));
    expect(files).toEqual(readers);
  });

  test.each([
    "import mongoose from 'mongoose';",
    "import { Schema } from 'mongoose';",
    "import {\n  type Model,\n  Schema,\n} from 'mongoose';",
    "import { type Model } from 'mongoose';",
    "import * as driver from 'mongodb';",
    "import 'mongoose';",
    'import { ObjectId } from "mongodb/lib/bson.js";',
    "export { Types } from 'mongoose';",
    "const { Types } = await import('mongoose');",
  ])('loading the database driver outside a store: %j', (source) => {
    expect(speaksToDatabase(`import { z } from 'zod';\n${source}\n`)).toBe(true);
  });

  test('and not naming its types, nor its name', () => {
    expect(speaksToDatabase("import type { Model } from 'mongoose';\nimport { z } from 'zod';")).toBe(false);
    expect(speaksToDatabase("import type {\n  Model,\n} from 'mongoose';")).toBe(false);
    expect(speaksToDatabase("import { z } from 'zod';\nconst name = 'mongoose';")).toBe(false);
  });
});
