import { z } from 'zod';

/** An ISO 4217 code, such as `EUR`. */
export const Currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as EUR')
  .brand<'Currency'>()
  .meta({ examples: ['EUR'] });
export type Currency = z.infer<typeof Currency>;

/** A whole number of a currency's smallest unit (cents for EUR, yen for JPY), never negative. */
export const Amount = z.int().min(0).max(1_000_000_000_000).meta({ description: 'minor units of the currency' });

/** A price, a total: minor units and their currency. */
export const Money = z.strictObject({ amount: Amount, currency: Currency });
export type Money = z.infer<typeof Money>;

/** The currency that the marketplace sells in. */
export const marketplaceCurrency = Currency.parse('EUR');

/** Asking the runtime takes 50 µs, and files have prices by the hundred thousand. */
const knownDigits = new Map<string, number>();

/**
 * The number of decimal digits a currency has, as ISO 4217 lists them (2 for EUR, 0 for JPY, 3 for KWD).
 *
 * @param currency an ISO 4217 code
 * @returns the digits after the decimal point
 */
export function minorDigits(currency: string): number {
  const known = knownDigits.get(currency);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  knownDigits.set(currency, digits);
  return digits;
}

/**
 * Reads a decimal text such as `15.99` as minor units, exactly.
 *
 * @param text digits with an optional point; more decimals than the currency has are an error
 * @param currency an ISO 4217 code
 * @returns minor units, or undefined when the text is not such an amount
 */
export function parseAmount(text: string, currency: string): number | undefined {
  const match = /^(\d{1,13})(?:\.(\d+))?$/.exec(text.trim());
  const digits = minorDigits(currency);
  const fraction = (match?.[2] ?? '').replace(/0+$/, '');
  if (!match || fraction.length > digits) return undefined;
  const amount = Number(match[1]) * 10 ** digits + Number(fraction.padEnd(digits, '0') || '0');
  return Number.isSafeInteger(amount) ? amount : undefined;
}

/**
 * Writes minor units as a plain decimal text such as `15.99`, the inverse of `parseAmount`.
 *
 * @param amount minor units
 * @param currency an ISO 4217 code
 * @returns the decimal text, without the currency's sign
 */
export function formatAmount(amount: number, currency: string): string {
  const digits = minorDigits(currency);
  const text = String(amount).padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/**
 * Writes money for people, such as `€15.99`.
 *
 * @param money minor units and currency
 * @returns the text in English notation
 */
export function formatMoney(money: { amount: number; currency: string }): string {
  return new Intl.NumberFormat('en', { style: 'currency', currency: money.currency }).format(
    money.amount / 10 ** minorDigits(money.currency),
  );
}
