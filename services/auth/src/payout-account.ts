import type { UserId } from '@credenza/contracts';
import { z } from 'zod';
import { Country } from './country.ts';
import { line } from './name.ts';

const compact = (text: string) => text.replaceAll(/[\s-]/g, '').toUpperCase();

/** ISO 7064: a number that was mistyped in one place does not pass. */
function checksOut(iban: string): boolean {
  if (!/^[A-Z0-9]+$/.test(iban)) return false; // has no number
  const digits = [...`${iban.slice(4)}${iban.slice(0, 4)}`].map((character) => Number.parseInt(character, 36)).join('');
  return BigInt(digits) % 97n === 1n;
}

const Iban = z
  .string()
  .max(60)
  .transform(compact)
  .pipe(
    z
      .string()
      .regex(/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/, 'must be an IBAN')
      .refine(checksOut, 'is mistyped: its check digits do not fit'),
  )
  .meta({ examples: ['DE89 3704 0044 0532 0130 00'] });

const Bic = z
  .string()
  .max(20)
  .transform(compact)
  .pipe(z.string().regex(/^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/, 'must be a BIC'));

const number = (what: string) =>
  z
    .string()
    .max(60)
    .transform(compact)
    .pipe(z.string().regex(/^[A-Z0-9]{4,34}$/, `must be ${what}`));

const holder = line(140);

/** Where a shop's money goes: an IBAN, or the account number with the bank's code where there are no IBANs. */
export const PayoutAccount = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('iban'), holder, iban: Iban, bic: Bic.optional() }),
  z.strictObject({
    kind: z.literal('account'),
    holder,
    country: Country,
    bankCode: number("the bank's code: routing number, sort code, IFSC or BIC"),
    accountNumber: number('an account number'),
  }),
]);
export type PayoutAccount = z.output<typeof PayoutAccount>;

/** A payout account as it is kept: sealed, with as much in the open as is needed to recognise it. */
export interface KeptPayoutAccount {
  sealed: string;
  masked: string;
  givenAt: Date;
  givenBy: UserId;
}

/**
 * @param account a payout account
 * @returns the country and at most the last four characters of its number
 */
export function maskOf(account: PayoutAccount): string {
  const [country, digits] =
    account.kind === 'iban' ? [account.iban.slice(0, 2), account.iban] : [account.country, account.accountNumber];
  return `${country} •••• ${digits.slice(-Math.min(4, Math.floor(digits.length / 3)))}`;
}
