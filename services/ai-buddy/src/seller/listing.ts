import { conceptMark, termsOf, wordsOf } from '../knowledge/terms.ts';
import { counted, type Reason, reason } from './reason.ts';

/** What a listing says. */
export interface Listing {
  title: string;
  text: string;
  tags: readonly string[];
  attributes: Readonly<Record<string, string>>;
  image?: string | undefined;
  /** How many reviews it has. */
  reviews: number;
}

/** Something that others say: how many of them, and in which words. */
export interface Gap extends Reason {
  /** How many of the compared listings have it. */
  among: number;
  examples: string[];
}

/** What fewer than this share of the others have is their own matter. */
const usual = 0.5;
/** One listing alone is no custom. */
const least = 2;
const mostTerms = 8;
const mostExamples = 3;

/**
 * Finds what better-selling listings say that this one does not.
 *
 * @param own the listing
 * @param better comparable listings that sell better
 * @returns what it lacks, what the most of them have first; none where there is nobody to learn from
 */
export function gapsOf(own: Listing, better: readonly Listing[]): Gap[] {
  const needed = Math.max(least, Math.ceil(better.length * usual));
  if (better.length < least) return [];
  return [
    ...missingAttributes(own, better, needed),
    ...missingTerms(own, better, needed),
    ...bareness(own, better, needed),
  ].sort((a, b) => b.among - a.among);
}

function missingAttributes(own: Listing, better: readonly Listing[], needed: number): Gap[] {
  const names = new Set(better.flatMap(({ attributes }) => Object.keys(attributes)));
  return [...names].flatMap((name) => {
    const values = better.flatMap(({ attributes }) => attributes[name] ?? []);
    if (name in own.attributes || values.length < needed) return [];
    const text = `${values.length} of ${better.length} name the attribute "${name}".`;
    return [{ ...reason('attribute', text), among: values.length, examples: commonest(values).slice(0, mostExamples) }];
  });
}

function missingTerms(own: Listing, better: readonly Listing[], needed: number): Gap[] {
  const known = new Set(termsOf(wholeOf(own)));
  const counts = new Map<string, { count: number; words: string[] }>();
  for (const listing of better) {
    const said = new Map(
      wordsOf(wholeOf(listing)).flatMap((word) => termsOf(word).map((term) => [term, word] as const)),
    );
    for (const [term, word] of said) {
      // Numbers are sizes of their own, and a concept is said by one of the words.
      if (term.startsWith(conceptMark) || /^\d/.test(term) || term.length < 3) continue;
      const before = counts.get(term) ?? { count: 0, words: [] };
      counts.set(term, { count: before.count + 1, words: [...before.words, word] });
    }
  }
  return [...counts]
    .filter(([term, { count }]) => count >= needed && !known.has(term))
    .sort(([, a], [, b]) => b.count - a.count)
    .slice(0, mostTerms)
    .map(([, { count, words }]) => {
      const [word = ''] = commonest(words);
      return { ...reason('word', `${count} of ${better.length} say "${word}".`), among: count, examples: [word] };
    });
}

function bareness(own: Listing, better: readonly Listing[], needed: number): Gap[] {
  const lengths = better.map(({ text }) => wordsOf(text).length).sort((a, b) => a - b);
  const middle = lengths[Math.floor(lengths.length / 2)] ?? 0;
  const mine = wordsOf(own.text).length;
  const longer = lengths.filter((length) => length > mine).length;
  const pictured = better.filter(({ image }) => image !== undefined).length;
  const reviewed = better.filter(({ reviews }) => reviews > 0).length;
  return [
    ...(mine < middle / 2
      ? [gap('description', `Yours has ${counted(mine, 'word')}, theirs about ${middle}.`, longer)]
      : []),
    ...(own.image === undefined && pictured >= needed
      ? [gap('picture', `${pictured} of ${better.length} show a picture.`, pictured)]
      : []),
    ...(own.reviews === 0 && reviewed >= needed
      ? [gap('reviews', `${reviewed} of ${better.length} have reviews.`, reviewed)]
      : []),
    ...(own.tags.length === 0 && better.filter(({ tags }) => tags.length > 0).length >= needed
      ? [gap('tags', 'Most of them have tags.', better.filter(({ tags }) => tags.length > 0).length)]
      : []),
  ];
}

function gap(code: string, text: string, among: number): Gap {
  return { ...reason(code, text), among, examples: [] };
}

function wholeOf({ title, text, tags }: Listing): string {
  return [title, text, ...tags].join('\n');
}

function commonest(values: readonly string[]): string[] {
  const groups = [...Map.groupBy(values, (value) => value)];
  return groups.sort(([, a], [, b]) => b.length - a.length).map(([value]) => value);
}
