import { stemmer } from 'stemmer';
import { concepts } from './concepts.ts';

const ignored = new Set(
  `a an and are as at be been by can could did do does for from had has have how i if in into is it its me my no of on or our shall
  should so some than that the their them then there these they this to too was we were what when where which who why will with would you
  your about any all also am get got just like please tell want need may might must
  aber alle als am an auch auf aus bei bin bis das dass dein dem den der des die dies diese doch du ein eine einem einen einer er es
  etwas fur gibt haben hat hatte ich ihr im in ist ja kann kein konnen man mein meine meinen mich mir mit nach nicht noch nur oder
  schon sehr sich sie sind so soll uber um und uns von vor war was wann warum wenn wer wie wir wird wo zu zum zur bitte mochte`.split(
    /\s+/,
  ),
);

/**
 * @param word a word in lower case, without accents
 * @returns whether it says nothing by itself
 */
export function isSmallWord(word: string): boolean {
  return ignored.has(word);
}

/** Stands in a way of saying for up to so many words that may be there as well. */
const gap = '…';
const longestGap = 3;

/** Every way of saying a concept, by its first word, the longest first. */
const sayings = new Map<string, { words: string[]; concept: string }[]>();
for (const [concept, ways] of Object.entries(concepts)) {
  for (const way of ways) {
    const words = way.split(' ');
    const [first = ''] = words;
    sayings.set(first, [...(sayings.get(first) ?? []), { words, concept }]);
  }
}
for (const list of sayings.values()) list.sort((a, b) => b.words.length - a.words.length);

/** What a term begins with that stands for a concept and not for a word. */
export const conceptMark = '§';

/**
 * @param text any text
 * @returns its words in lower case, without accents
 */
export function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('ß', 'ss').toLowerCase();
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * Takes a text apart into what it is searched by: the stems of its words (Porter's, which leaves most German words alone) and the
 * concepts that they stand for.
 *
 * @param text any text
 * @returns the terms in the order of the text, as often as they are in it
 */
export function termsOf(text: string): string[] {
  return meaningsOf(text).flat();
}

/**
 * @param text any text
 * @returns for each of its words that says something its stem and the concepts that it stands for, any of which is what it means
 */
export function meaningsOf(text: string): string[][] {
  const words = wordsOf(text);
  const meanings = words.map((word, at) => {
    const meant = (sayings.get(word) ?? []).filter(({ words: saying }) => isSaid(saying, words.slice(at)));
    const stems = ignored.has(word) ? [] : [stemmer(word)];
    return [...stems, ...new Set(meant.map(({ concept }) => `${conceptMark}${concept}`))];
  });
  return meanings.filter((terms) => terms.length > 0);
}

function isSaid([one, ...rest]: string[], words: string[]): boolean {
  if (one === undefined) return true;
  if (one !== gap) return words[0] === one && isSaid(rest, words.slice(1));
  return Array.from({ length: longestGap + 1 }, (_, skipped) => skipped).some((skipped) =>
    isSaid(rest, words.slice(skipped)),
  );
}

/**
 * @param text a question
 * @param otherwise the language when it shows none
 * @returns the language that more of its small words are of
 */
export function languageOf(text: string, otherwise: 'en' | 'de' = 'en'): 'en' | 'de' {
  const words = wordsOf(text);
  const count = (list: Set<string>) => words.filter((word) => list.has(word)).length;
  const more = count(german) - count(english) + (/[äöüß]/i.test(text) ? 1 : 0);
  return more === 0 ? otherwise : more > 0 ? 'de' : 'en';
}

const german = new Set(
  'ich du er wir ihr der die das ein eine einen einem ist sind und oder nicht wie was wo wann warum mit fur auf von zu mein meine mir mich habe haben hat kann gibt es zum zur bitte uber welche welcher welches hallo danke vielen dank guten morgen abend beide beiden wer ja nein wir davon'.split(
    ' ',
  ),
);
const english = new Set(
  'i you he we they the a an is are and or not how what where when why with for on of to my me have has can there it please which do does hello hi thanks thank good both who yes no'.split(
    ' ',
  ),
);
