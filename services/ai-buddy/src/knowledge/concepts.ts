import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const file = resolve(import.meta.dirname, '../../knowledge/concepts.yaml');
const Ways = z.record(z.string(), z.string());
const Concepts = z.strictObject({ goods: Ways, rules: Ways, either: Ways });
const groups = Concepts.parse(parse(readFileSync(file, 'utf8')));

/** Each concept with every way of saying it. */
export const concepts: Record<string, string[]> = Object.fromEntries(
  Object.entries({ ...groups.goods, ...groups.rules, ...groups.either }).map(([concept, ways]) => [
    concept,
    ways.split(', '),
  ]),
);

/** Those that are things, or what things are like. */
export const goods: ReadonlySet<string> = new Set(Object.keys(groups.goods));

/** Those that are about how the marketplace works. */
export const rules: ReadonlySet<string> = new Set(Object.keys(groups.rules));
