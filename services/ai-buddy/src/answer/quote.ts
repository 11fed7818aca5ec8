import { termsOf } from '../knowledge/terms.ts';
import { tame } from './tame.ts';

/** How long a quote may be, in characters. */
const longest = 500;

/**
 * Chooses the sentences of a text that speak of a question, with what stands beside them.
 *
 * @param question what is asked
 * @param text what answers it
 * @returns at most three sentences, as they follow one another in the text
 */
export function quoteFor(question: string, text: string): string {
  const plain = text
    .replace(/^#+\s.*$/gm, ' ')
    .replace(/^\s*[-*]\s+/gm, '')
    .replace(/[*_`]/g, '');
  const sentences = tame(plain).split(/(?<=[.!?])\s+(?=\p{Lu}|\p{N})/u);
  const wanted = new Set(termsOf(question));
  const scores = sentences.map((one) => new Set(termsOf(one).filter((term) => wanted.has(term))).size);
  const best = scores.indexOf(Math.max(...scores));
  const chosen = sentences.slice(best, best + 3);
  while (chosen.length > 1 && chosen.join(' ').length > longest) chosen.pop();
  return chosen.join(' ').slice(0, longest);
}
