import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** The version that is in use. A prompt that has been in use is never changed: a new one gets a new file. */
const version = 'assistant.v1';
const text = readFileSync(resolve(import.meta.dirname, `../../prompts/${version}.md`), 'utf8');

/** What the model says instead of an answer that it has nothing for. */
export const noAnswer = 'NO_ANSWER';

/**
 * @param language what the user writes
 * @returns what the model is told before anything else, and under which name that is kept
 */
export function promptFor(language: 'en' | 'de'): { version: string; text: string } {
  return { version, text: text.replace('{{language}}', language === 'de' ? 'German' : 'English') };
}
