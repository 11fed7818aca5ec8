import { clean } from '../answer/clean.ts';
import { shareSaid } from '../answer/support.ts';
import { tame } from '../answer/tame.ts';
import { languageOf } from '../knowledge/terms.ts';

/** How much of a sentence its sources must speak of. Most sources are English: with German sentences they share fewer words. */
const enough = { en: 0.4, de: 0.3 };
const longestQuestion = 160;
/** Nothing of this does the assistant ever need to know. */
const secrets =
  /passwor|passcode|\bpin\b|card|karte|iban|token|code|e-?mail|phone|telefon|address|adresse|birth|geburt/iu;

/** What the assistant has done or will do no source says; and what it proposes is said by the server. */
const deeds =
  /\b(?:i|we)(?:['’](?:ve|ll|m)| have| will| am| can| just)\b|\b(?:ich|wir) (?:habe|haben|werde|werden|kann|können)\b|\b(?:habe|werde|kann) ich\b/iu;
const mailAddress = /@[\w-]+\.\w/u;
const ids = /\b[a-z]{3}_[0-9a-z]{26}\b/gu;

/** What the sources of an answer say, by their marks; undefined when one was never shown. */
export interface Sources {
  text(marks: string[]): string | undefined;
}

/** Why an answer is not shown. */
export type Flaw = 'empty' | 'not-plain' | 'no-source' | 'unknown-source' | 'other-figures' | 'other-words';

/**
 * Checks what a model has said: whatever it claims must have a source that it was shown, and must be what that source says, figure by
 * figure. It does not matter why a model says something else, by mistake or because somebody has talked it into that.
 *
 * @param text what the model has said
 * @param sources what it was shown
 * @returns the text to show, without the marks of what belongs to the caller alone; or what is wrong with it
 */
export function supported(text: string, sources: Sources): { text: string } | { flaw: Flaw } {
  const lines = text
    .normalize('NFKC')
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '' && !isHeading(line));
  if (lines.length === 0) return { flaw: 'empty' };
  if (lines.some((line) => clean(line) !== line || tame(line) !== line || mailAddress.test(line)))
    return { flaw: 'not-plain' };
  for (const claim of lines.flatMap(claimsOf)) {
    const flaw = flawOf(claim, sources);
    if (flaw) return { flaw };
  }
  return { text: lines.map((line) => line.replace(/\s*\[o\d+\]/g, '')).join('\n') };
}

/** A sentence and the marks behind it. */
interface Claim {
  sentence: string;
  marks: string[];
}

const isHeading = (line: string) => /^[^\d[\]]{1,80}:$/u.test(line);

/** Marks stand behind what they are for: before or after the full stop, behind one sentence or several. */
function claimsOf(line: string): Claim[] {
  const pieces = line.match(/[^[\]]+(?:\[o?\d+\][.,;!]?\s*)*|\[[^\]]*\]?|\]/gu) ?? [];
  return pieces.flatMap((piece) => {
    const marks = piece.match(/\[o?\d+\]/gu) ?? [];
    const said = piece.replace(/\[o?\d+\]/gu, ' ').replace(/^\s*(?:\d+[.)]|[-*•])\s+/u, '');
    return said
      .split(/(?<=[.!?])\s+/u)
      .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence))
      .map((sentence) => ({ sentence, marks }));
  });
}

function flawOf({ sentence, marks }: Claim, sources: Sources): Flaw | undefined {
  if (marks.length === 0) return isQuestion(sentence) ? undefined : 'no-source';
  const said = sources.text(marks);
  if (said === undefined) return 'unknown-source';
  const [secret] = secrets.exec(sentence) ?? [];
  if (deeds.test(sentence) || (secret !== undefined && !said.toLowerCase().includes(secret.toLowerCase())))
    return 'other-words';
  // An id may be repeated as a whole; its digits are no figures that something else could be.
  const plain = sentence.replace(ids, (id) => (said.includes(id) ? ' ' : id));
  const known = new Set(figuresOf(said.replace(ids, ' ')));
  if (figuresOf(plain).some((figure) => !known.has(figure))) return 'other-figures';
  return shareSaid(sentence, said) < enough[languageOf(sentence)] ? 'other-words' : undefined;
}

function isQuestion(sentence: string): boolean {
  return (
    /\?\s*$/u.test(sentence) && sentence.length <= longestQuestion && !/\d/u.test(sentence) && !secrets.test(sentence)
  );
}

/** People write 1,258.00 and 1.258,00 and 1258 for the same. */
function figuresOf(text: string): number[] {
  return (text.match(/\d+(?:[.,]\d+)*/gu) ?? []).map((figure) => {
    const whole = figure.replace(/[.,](?=\d{3}(?:\D|$))/gu, '');
    return Number.parseFloat(whole.replace(',', '.'));
  });
}
