import { newId, UserId } from '@credenza/contracts';
import { describe, expect, test } from '@jest/globals';
import { type Kind, kindNames, rulesOf } from '../src/kinds.ts';
import { Language, languageOf, say } from '../src/language.ts';
import { mailOf, topicOf } from '../src/mail.ts';
import { UnsubscribeLinks } from '../src/unsubscribe-links.ts';
import { allMessages } from './all-messages.ts';

const shop = 'https://shop.example';
const desk = { shop, links: new UnsubscribeLinks('a secret of this test', shop) };
/** One message of each kind. */
const samples = new Map(allMessages().map((message) => [message.kind, message]));
const sampleOf = (kind: Kind) => {
  const found = samples.get(kind);
  if (!found) throw new Error(`There is no sample of ${kind}.`);
  return found;
};
const mailIn = (kind: Kind, language: Language) =>
  mailOf(topicOf(sampleOf(kind)), { userId: newId(UserId), name: 'Ada', email: 'ada@example.com', language }, desk);

test('every kind of message is said by something, and nothing says what is no kind', () => {
  expect([...samples.keys()].sort()).toEqual([...kindNames].sort());
});

describe.each(kindNames)('%s', (kind) => {
  test.each(Language.options)('is whole in %s, as text and as HTML', (language) => {
    const mail = mailIn(kind, language);
    const words = sampleOf(kind).words[language](say[language]);
    for (const text of [mail.subject, mail.text, mail.html, words.title, words.body]) {
      expect(text.trim()).not.toBe('');
      expect(text).not.toMatch(/undefined|NaN|\[object|null/);
    }
    expect(mail.html).toContain(`<html lang="${language}">`);
  });

  test(`has ${rulesOf(kind).fixed ? 'no link' : 'a link'} that ends these mails`, () => {
    const { unsubscribe, text, html } = mailIn(kind, 'en');
    expect(unsubscribe === undefined).toBe(rulesOf(kind).fixed === true);
    for (const form of [text, html]) expect(form.includes('No more mails like this')).toBe(unsubscribe !== undefined);
  });

  test('is not the same in two languages', () => {
    const [english, german] = [mailIn(kind, 'en'), mailIn(kind, 'de')];
    expect(english.text).not.toBe(german.text);
    expect(english.subject).not.toBe(german.subject);
    expect(english.html).not.toBe(german.html);
    expect(rulesOf(kind).title.en).not.toBe('');
    expect(rulesOf(kind).title.de).not.toBe('');
  });
});

describe('a language', () => {
  test('is the first that we write in; English for everybody else', () => {
    expect(languageOf(['de-AT', 'en'])).toBe('de');
    expect(languageOf(['fr', 'DE'])).toBe('de');
    expect(languageOf(['fr', 'pt-BR'])).toBe('en');
    expect(languageOf([])).toBe('en');
    expect(languageOf()).toBe('en');
  });

  test('has its own amounts and dates', () => {
    const plain = (text: string) => text.replaceAll(/\s/g, ' ');
    expect(plain(say.en.money(123_456, 'EUR'))).toBe('€1,234.56');
    expect(plain(say.de.money(123_456, 'EUR'))).toBe('1.234,56 €');
    expect(plain(say.de.money(500, 'JPY'))).toBe('500 ¥');
    expect(say.en.day('2026-03-04T23:59:00.000Z')).toBe('March 4, 2026');
    expect(say.de.day('2026-03-04T23:59:00.000Z')).toBe('4. März 2026');
  });
});
