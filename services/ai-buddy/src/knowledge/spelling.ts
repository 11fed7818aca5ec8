import { concepts } from './concepts.ts';
import { isSmallWord, wordsOf } from './terms.ts';

/** A word of so few letters is another word with one of them changed. */
const shortest = 4;

/** Words of every way of saying a concept: known even when no text has them. */
const always = new Set(Object.values(concepts).flatMap((ways) => ways.flatMap(wordsOf)));

/** Which words there are in all texts, and how often, so that a question can be read as it was meant. */
export class Vocabulary {
  readonly #counts = new Map<string, number>();
  readonly #byLength = new Map<number, Set<string>>();

  constructor() {
    for (const word of always) this.#list(word);
  }

  /** @param text a text that can be found from now on */
  add(text: string): void {
    for (const word of new Set(wordsOf(text))) {
      this.#counts.set(word, (this.#counts.get(word) ?? 0) + 1);
      this.#list(word);
    }
  }

  /** @param text a text that was added, and is gone */
  remove(text: string): void {
    for (const word of new Set(wordsOf(text))) {
      const left = (this.#counts.get(word) ?? 0) - 1;
      if (left > 0) this.#counts.set(word, left);
      else {
        this.#counts.delete(word);
        if (!always.has(word)) this.#byLength.get(word.length)?.delete(word);
      }
    }
  }

  /**
   * @param question what somebody has typed
   * @returns the same with the words that nobody knows read as the most frequent of those that are nearest; one wrong letter, one too
   *   many or too few, or two that have changed places count as one mistake, and a word of eight letters may have two
   */
  corrected(question: string): string {
    return wordsOf(question)
      .map((word) =>
        this.knows(word) || word.length < shortest || /\d/.test(word) ? word : (this.#nearest(word) ?? word),
      )
      .join(' ');
  }

  /**
   * @param word in lower case, without accents
   * @returns whether any text, or any way of saying a concept, has it
   */
  knows(word: string): boolean {
    return this.#counts.has(word) || always.has(word) || isSmallWord(word);
  }

  #nearest(word: string): string | undefined {
    const most = word.length >= 8 ? 2 : 1;
    let best: { word: string; mistakes: number; count: number } | undefined;
    for (let length = word.length - most; length <= word.length + most; length += 1) {
      for (const known of this.#byLength.get(length) ?? []) {
        const mistakes = mistakesBetween(word, known, best?.mistakes ?? most);
        if (mistakes === undefined) continue;
        const count = (this.#counts.get(known) ?? 0) + (always.has(known) ? 1 : 0);
        if (!best || mistakes < best.mistakes || (mistakes === best.mistakes && count > best.count))
          best = { word: known, mistakes, count };
      }
    }
    return best?.word;
  }

  #list(word: string): void {
    if (word.length < shortest) return;
    const same = this.#byLength.get(word.length) ?? new Set();
    this.#byLength.set(word.length, same.add(word));
  }
}

/**
 * Counts mistakes as Damerau does, each pair of letters changing places once at most (F. J. Damerau, "A technique for computer detection
 * and correction of spelling errors", 1964).
 *
 * @param one a word
 * @param other another
 * @param most more are not of interest
 * @returns how many mistakes lead from one to the other; undefined when there are more than `most`
 */
export function mistakesBetween(one: string, other: string, most: number): number | undefined {
  if (Math.abs(one.length - other.length) > most) return undefined;
  let [before, last]: [number[], number[]] = [[], Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let row = 1; row <= one.length; row += 1) {
    const now = [row];
    for (let at = 1; at <= other.length; at += 1) {
      const same = one[row - 1] === other[at - 1];
      const swapped = row > 1 && at > 1 && one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1];
      now[at] = Math.min(
        (last[at] ?? 0) + 1,
        (now[at - 1] ?? 0) + 1,
        (last[at - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (before[at - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    if (Math.min(...now) > most) return undefined;
    [before, last] = [last, now];
  }
  const found = last[other.length] ?? 0;
  return found <= most ? found : undefined;
}
