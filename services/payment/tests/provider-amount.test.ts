import { minorDigits } from '@credenza/contracts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fromProvider, toProvider } from '../src/provider-amount.ts';

describe('an amount, as Stripe and Razorpay count it', () => {
  test.each([
    ['EUR', 1_999, 1_999],
    ['INR', 50_000, 50_000],
    ['JPY', 1_999, 1_999], // no decimals, there as here
    ['KRW', 1, 1],
    ['KWD', 5_120, 5_120], // three decimals
    ['BHD', 10, 10],
  ])('%s: %i is %i there', (currency, amount, units) => {
    expect(toProvider(amount, currency)).toBe(units);
    expect(fromProvider(units, currency.toLowerCase())).toBe(amount);
  });

  test('no provider moves a single fils', () => {
    for (const currency of ['KWD', 'BHD', 'JOD', 'OMR', 'TND']) expect(toProvider(5_121, currency)).toBeUndefined();
  });

  test('is worth the same where the runtime writes fewer decimals than the providers count', () => {
    for (const currency of ['HUF', 'ISK', 'UGX', 'IDR']) {
      const units = toProvider(1_500, currency);
      expect(units).toBe(1_500 * 10 ** (2 - minorDigits(currency)));
    }
  });

  test('comes back as it went, in every currency', () => {
    const currencies = fc.constantFrom(...Intl.supportedValuesOf('currency'));
    fc.assert(
      fc.property(fc.nat(1_000_000_000), currencies, (amount, currency) => {
        const units = toProvider(amount, currency);
        if (units === undefined) return;
        expect(Number.isSafeInteger(units)).toBe(true);
        expect(fromProvider(units, currency)).toBe(amount);
      }),
    );
  });
});
