import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { Meant } from '../search-quality/labels.ts';

export const Kind = z.enum(['plain', 'para', 'typo', 'de']);
const Asked = { q: z.string(), kind: Kind, who: z.enum(['buyer', 'seller']) };
const Labelled = z.array(
  z.union([
    z.strictObject({ ...Asked, find: z.array(z.string()).min(1) }),
    z.strictObject({ ...Asked, product: Meant }),
  ]),
);
const Labels = z.strictObject({ dev: Labelled, heldOut: Labelled, outOfScope: z.array(z.string()) });

/** Figures of `held-out` say how good the search is; only questions of `dev` may be looked at while it is made better. */
export type Part = 'dev' | 'held-out';

/** A question with what answers it. */
export interface Question {
  q: string;
  kind: z.infer<typeof Kind>;
  who: 'buyer' | 'seller';
  part: Part;
  /** Articles any of which answers it. */
  find?: readonly string[];
  /** Products that are wanted. */
  product?: z.output<typeof Meant>;
}

/**
 * Reads `questions.yaml`.
 *
 * @returns the questions, and those that must not be answered
 * @throws ZodError when the file is not as it should be
 */
export function labelledQuestions(): { questions: Question[]; outOfScope: string[] } {
  const file = join(import.meta.dirname, 'questions.yaml');
  const { dev, heldOut, outOfScope } = Labels.parse(parse(readFileSync(file, 'utf8')));
  const questions = [
    ...dev.map((one) => ({ ...one, part: 'dev' as const })),
    ...heldOut.map((one) => ({ ...one, part: 'held-out' as const })),
  ];
  return { questions, outOfScope };
}
