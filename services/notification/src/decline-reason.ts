import type { Language } from './language.ts';

/** Providers' reasons that a buyer can do something about; the words end a sentence. */
const known = new Map<string, Record<Language, string>>([
  ['insufficient_funds', { en: 'there is not enough money on the account', de: 'das Konto ist nicht gedeckt' }],
  ['expired_card', { en: 'the card has expired', de: 'die Karte ist abgelaufen' }],
  ['incorrect_cvc', { en: 'the security code is not right', de: 'die Prüfziffer stimmt nicht' }],
  ['invalid_token', { en: 'the payment details are not valid', de: 'die Zahlungsdaten sind nicht gültig' }],
  ['expired', { en: 'it was not completed in time', de: 'sie wurde nicht rechtzeitig abgeschlossen' }],
]);

/**
 * Says in a buyer's words why a payment was declined. A code that means nothing to buyers, or that they had better not read
 * (Stripe's `lost_card`), says nothing.
 *
 * @param reason what the provider said: a code such as `insufficient_funds`, or words
 * @param language which language
 * @returns the end of a sentence without its full stop, or undefined
 */
export function whyDeclined(reason: string, language: Language): string | undefined {
  const words = known.get(reason)?.[language];
  return words ?? (/^\w*$/.test(reason) ? undefined : reason);
}
