import { type Passage, searchable } from '../knowledge/passage.ts';
import { termsOf } from '../knowledge/terms.ts';
import { clean } from './clean.ts';

/** Words of a question that say how it is asked and not what about. */
const asking = new Set(
  termsOf(
    'show find look looking search recommend suggest something thing sell buy offer know give help interested nice good best cheap price cost zeig suche suchen finden empfehlen habt verkauft kaufen brauche kosten preis gut schon',
  ),
);

/**
 * @param question what is asked
 * @param passage what might answer it
 * @returns how much of what the question speaks of the passage speaks of, from 0 to 1
 */
export function supportOf(question: string, passage: Passage): number {
  const wanted = [...new Set(termsOf(question))].filter((term) => !asking.has(term));
  if (wanted.length === 0) return 0;
  const { title, facets, text } = searchable(passage);
  const said = termsOf(`${title} ${facets} ${clean(text)}`);
  const has = (term: string) => said.some((one) => one === term || near(one, term));
  return wanted.filter(has).length / wanted.length;
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
      const named = name.filter((term) => said.some((other) => other === term || near(other, term)));
      return { one, share: name.length === 0 ? 0 : named.length / name.length };
    })
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share);
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
