import { Currency, newId, VariantId } from '@credenza/contracts';
import { describe, expect, test } from '@jest/globals';
import { keptListPrices, ListPricesInput, priceIn, rangeIn, rangesOf, withListPrices } from '../src/list-price.ts';
import type { Variant } from '../src/variant.ts';

const [usd, chf] = [Currency.parse('USD'), Currency.parse('CHF')];
const variant = (price: number): Variant => ({ variantId: newId(VariantId), title: 'Default', options: [], price });
const [small, large] = [variant(1_000), variant(2_000)];
const smallInUsd = { variantId: small.variantId, currency: usd, price: 1_100, compareAtPrice: 1_500 };
const largeInUsd = { variantId: large.variantId, currency: usd, price: 2_300 };
const product = { variants: [small, large], listPrices: [largeInUsd, smallInUsd] };

describe('prices in other currencies', () => {
  test('are shown where a variant has one; otherwise the price says that it is in the marketplace currency', () => {
    const half = { ...product, listPrices: [smallInUsd] };
    expect(priceIn(half, small, usd)).toEqual({
      price: { amount: 1_100, currency: 'USD' },
      compareAtPrice: { amount: 1_500, currency: 'USD' },
    });
    expect(priceIn(half, large, usd)).toEqual({ price: { amount: 2_000, currency: 'EUR' } });
    expect(priceIn(half, small, chf).price).toEqual({ amount: 1_000, currency: 'EUR' });
    expect(priceIn(half, small).price).toEqual({ amount: 1_000, currency: 'EUR' });
  });

  test('make a range only when every variant on offer has one: amounts of two currencies have no order', () => {
    expect(rangesOf(product)).toEqual([{ currency: 'USD', priceMin: 1_100, priceMax: 2_300, compareAtMin: 1_500 }]);
    expect(rangesOf({ ...product, listPrices: [smallInUsd] })).toBeUndefined();
    const gone = { ...large, hidden: true as const };
    expect(rangesOf({ variants: [small, gone], listPrices: [smallInUsd] })).toMatchObject([{ priceMax: 1_100 }]);
    const card = { priceMin: 1_000, priceMax: 2_000, ranges: rangesOf(product) };
    expect(rangeIn(card, usd)).toMatchObject({ currency: 'USD', priceMin: 1_100 });
    expect(rangeIn(card, chf)).toMatchObject({ currency: 'EUR', priceMin: 1_000 });
  });

  test('go with their variant', () => {
    expect(keptListPrices({ ...product, variants: [large] })).toEqual([largeInUsd]);
    expect(keptListPrices({ ...product, variants: [] })).toBeUndefined();
  });

  test('of a variant are set all at once, and those of the others stay', () => {
    expect(withListPrices(product, small.variantId, [{ currency: chf, price: 900 }])).toEqual([
      largeInUsd,
      { variantId: small.variantId, currency: 'CHF', price: 900 },
    ]);
    expect(withListPrices(product, large.variantId, [])).toEqual([smallInUsd]);
  });

  test('are refused twice for one currency, in the marketplace currency, and in none that there is', () => {
    const fits = (...currencies: string[]) =>
      ListPricesInput.safeParse({ prices: currencies.map((currency) => ({ currency, price: 1 })) }).success;
    expect(fits('USD', 'CHF')).toBe(true);
    for (const wrong of [['USD', 'USD'], ['EUR'], ['XQZ'], ['usd']]) expect(fits(...wrong)).toBe(false);
  });
});
