import { minorDigits } from '@credenza/contracts';
import { z } from 'zod';

/** The languages that we write in; the first one is for whoever understands none of them. */
export const Language = z.enum(['en', 'de']);
export type Language = z.infer<typeof Language>;

/** How amounts and dates are written in one language. */
export interface Say {
  /** @param amount minor units of the currency, below zero too */
  money(amount: number, currency: string): string;
  /** @param time ISO 8601; the day is that in UTC */
  day(time: string): string;
}

function sayIn(language: Language): Say {
  const days = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' });
  return {
    money: (amount, currency) =>
      new Intl.NumberFormat(language, { style: 'currency', currency }).format(amount / 10 ** minorDigits(currency)),
    day: (time) => days.format(new Date(time)),
  };
}

/** Amounts and dates, by language. */
export const say: Record<Language, Say> = { en: sayIn('en'), de: sayIn('de') };

/**
 * @param preferred language tags (BCP 47) that somebody understands, the best first
 * @returns the best of them that we write in; English when there is none
 */
export function languageOf(preferred: readonly string[] = []): Language {
  const known = preferred.map((tag) => Language.safeParse(tag.toLowerCase().split('-')[0]));
  return known.find(({ success }) => success)?.data ?? 'en';
}
