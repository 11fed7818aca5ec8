import { minorDigits } from '@credenza/contracts';

/**
 * Decimal digits that Stripe and Razorpay count in where it is not two. It is their list, not ours: the runtime's own (`minorDigits`)
 * follows what people write, such as no decimals for HUF, which the providers count in hundredths.
 */
const digits: Record<number, string> = {
  0: 'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF',
  3: 'BHD JOD KWD OMR TND',
};

/**
 * Writes an amount as Stripe and Razorpay take it. They move no single fils: three decimals end with 0.
 *
 * @param amount minor units, as the marketplace counts them
 * @param currency an ISO 4217 code
 * @returns the provider's units; undefined when it cannot move this amount
 */
export function toProvider(amount: number, currency: string): number | undefined {
  const units = amount * 10 ** (digitsOf(currency) - minorDigits(currency));
  const movable = Number.isSafeInteger(units) && (digitsOf(currency) < 3 || units % 10 === 0);
  return movable ? units : undefined;
}

/**
 * The inverse of `toProvider`.
 *
 * @param units the provider's units
 * @param currency an ISO 4217 code, in capitals or not
 * @returns minor units, rounded to whole ones where the provider counts finer
 */
export function fromProvider(units: number, currency: string): number {
  const code = currency.toUpperCase();
  return Math.round(units / 10 ** (digitsOf(code) - minorDigits(code)));
}

function digitsOf(currency: string): number {
  const [odd] = Object.entries(digits).find(([, list]) => list.includes(currency)) ?? ['2'];
  return Number(odd);
}
