import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const file = resolve(import.meta.dirname, '../../knowledge/concepts.yaml');
const Concepts = z.record(z.string(), z.string());

/** Each concept with every way of saying it. */
export const concepts: Record<string, string[]> = Object.fromEntries(
  Object.entries(Concepts.parse(parse(readFileSync(file, 'utf8')))).map(([concept, ways]) => [
    concept,
    ways.split(', '),
  ]),
);
