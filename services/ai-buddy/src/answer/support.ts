import { type Passage, searchable } from '../knowledge/passage.ts';
import { meaningsOf, termsOf } from '../knowledge/terms.ts';
import { clean } from './clean.ts';

/** Words of a question that say how it is asked and not what about. */
const asking = new Set(
  termsOf(
    'show find look looking search recommend suggest something thing sell buy offer know give help interested nice good best cheap price cost write tell explain say zeig schreib sag erklar erzahl suche suchen finden empfehlen habt verkauft kaufen brauche kosten preis gut schon',
  ),
);

/** A word that no text has weighs so much: of what it means nothing here speaks. */
const unknownWeight = 2;

/**
 * @param question what is asked
 * @param passage what might answer it
 * @param unknown words of the question that no text has
 * @returns how much of what the question speaks of the passage speaks of, from 0 to 1
 */
export function supportOf(question: string, passage: Passage, unknown: ReadonlySet<string> = new Set()): number {
  const all = new Map(meaningsOf(question).map((terms) => [terms[0], terms]));
  const wanted = [...all.values()].filter((terms) => !terms.every((term) => asking.has(term)));
  if (wanted.length === 0) return 0;
  const { title, facets, text } = searchable(passage);
  const said = termsOf(`${title} ${facets} ${clean(text)}`);
  const nowhere = new Set([...unknown].flatMap(termsOf));
  const weigh = (list: string[][]) =>
    list.reduce((sum, [stem = '']) => sum + (nowhere.has(stem) ? unknownWeight : 1), 0);
  return weigh(wanted.filter((terms) => terms.some((term) => isSaid(term, said)))) / weigh(wanted);
}

/**
 * Finds which of several things somebody speaks of, by their names.
 *
 * @param text what is said
 * @param things to choose from
 * @param nameOf what each is called
 * @param common what all of them are called besides, which tells nothing
 * @returns those of whose names something is said, with how much of it (from 0 to 1), the most first
 */
export function spokenOf<One>(
  text: string,
  things: readonly One[],
  nameOf: (one: One) => string,
  common = '',
): { one: One; share: number }[] {
  const shared = new Set(termsOf(common));
  const said = termsOf(text);
  return things
    .map((one) => {
      const name = [...new Set(termsOf(nameOf(one)))].filter((term) => !shared.has(term));
      const named = name.filter((term) => isSaid(term, said));
      return { one, share: name.length === 0 ? 0 : named.length / name.length };
    })
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share);
}

/**
 * Finds the one of several things that somebody speaks of more than of any other, as `spokenOf` does.
 *
 * @param spoken what `spokenOf` has found
 * @returns the first, with how much of its name is said; undefined when none, or several as much, are spoken of
 */
export function clearest<Spoken extends { share: number }>([best, next]: readonly Spoken[]): Spoken | undefined {
  return best && best.share > (next?.share ?? 0) ? best : undefined;
}

/**
 * @param claim a sentence
 * @param text what it should rest on
 * @returns how much of what the sentence speaks of the text speaks of, from 0 to 1; 1 for one that speaks of nothing
 */
export function shareSaid(claim: string, text: string): number {
  const wanted = [...new Set(termsOf(claim))];
  if (wanted.length === 0) return 1;
  const said = termsOf(text);
  return wanted.filter((term) => isSaid(term, said)).length / wanted.length;
}

function isSaid(term: string, said: readonly string[]): boolean {
  return said.some((one) => one === term || near(one, term));
}

/** One letter wrong, or the beginning of a German compound. */
function near(one: string, other: string): boolean {
  if (one.length < 5 || other.length < 5) return false;
  if (one.startsWith(other) || other.startsWith(one)) return true;
  if (Math.abs(one.length - other.length) > 1) return false;
  let [a, b] = [0, 0];
  let wrong = 0;
  while (a < one.length && b < other.length) {
    if (one[a] === other[b]) {
      a += 1;
      b += 1;
      continue;
    }
    wrong += 1;
    if (wrong > 1) return false;
    if (one.length >= other.length) a += 1;
    if (other.length >= one.length) b += 1;
  }
  return true;
}
