import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { wordsOf } from './terms.ts';

const file = resolve(import.meta.dirname, '../../knowledge/opinions.yaml');
const Opinions = z.strictObject({ good: z.string(), bad: z.string(), not: z.string() });
const opinions = Opinions.parse(parse(readFileSync(file, 'utf8')));
const listOf = (words: string) => new Set(words.split(/[,\s]+/));
const [good, bad, not] = [listOf(opinions.good), listOf(opinions.bad), listOf(opinions.not)];

/** A word turns round what up to so many words after it say. */
const reach = 3;

/** No sentence of a review is quoted that is longer, in characters; none is worth it that is shorter. */
const longest = 200;
const shortest = 12;

/** Whether something is praised or criticised. */
export type Tone = 'praise' | 'criticism';

/**
 * @param text a review
 * @returns its sentences that are worth quoting
 */
export function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=[.!?…])\s+|\n+/)
    .map((one) => one.replace(/\s+/g, ' ').trim())
    .filter(({ length }) => length >= shortest && length <= longest);
}

/**
 * Reads what a sentence thinks from its words; where they say nothing, the stars do.
 *
 * @param sentence one sentence
 * @param stars what its review gives
 * @returns whether it praises or criticises; undefined when neither can be seen
 */
export function toneOf(sentence: string, stars: number): Tone | undefined {
  const words = wordsOf(sentence);
  const sum = words.reduce((so, word, at) => {
    const value = good.has(word) ? 1 : bad.has(word) ? -1 : 0;
    const turned = words.slice(Math.max(0, at - reach), at).some((before) => not.has(before));
    return so + (turned ? -value : value);
  }, 0);
  const opinion = sum === 0 ? (stars >= 4 ? 1 : stars <= 2 ? -1 : 0) : sum;
  if (opinion === 0) return undefined;
  return opinion > 0 ? 'praise' : 'criticism';
}
