import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Day } from '../src/seller/forecast/day.ts';
import { atPrice } from '../src/seller/pricing/at-price.ts';
import { elasticityOf } from '../src/seller/pricing/elasticity.ts';
import { withEnding } from '../src/seller/pricing/ending.ts';
import { likeForLike } from '../src/seller/pricing/like-for-like.ts';
import { type Comparable, marketOf } from '../src/seller/pricing/market.ts';
import { type Evidence, suggestPrice } from '../src/seller/pricing/suggest.ts';

/** Three weeks at each price in turn, and what is sold at each. */
const past = (sold: (price: number) => number, prices = [1_000, 1_250, 900, 1_100]): Day[] =>
  prices.flatMap((price) => Array.from({ length: 21 }, () => ({ units: Math.round(sold(price)), open: 1, price })));

describe('the elasticity', () => {
  test('is what the past says when it has seen enough', () => {
    const { mean, deviation, prices, fromHistory } = elasticityOf(past((price) => 40 * (price / 1_000) ** -2));
    expect(mean).toBeCloseTo(-2, 0);
    expect(deviation).toBeLessThan(0.3);
    expect({ prices, fromHistory }).toEqual({ prices: 4, fromHistory: true });
  });

  test.each<[string, Day[]]>([
    ['nothing', []],
    ['one price', past(() => 5, [1_000])],
    ['no sale', past(() => 0)],
    ['two sales', past(() => 0).map((day, at) => (at === 7 || at === 30 ? { ...day, units: 1 } : day))],
  ])('is the usual one, and says so, when the past has seen %s', (_what, days) => {
    const { mean, fromHistory } = elasticityOf(days);
    expect(fromHistory).toBe(false);
    expect(mean).toBeLessThan(-1.8);
    expect(mean).toBeGreaterThan(-3.4);
  });

  test('is not deceived by an empty shelf', () => {
    const days = past((price) => 40 * (price / 1_000) ** -2).map((day) =>
      day.price === 900 ? { ...day, units: 0, open: 0 } : day,
    );
    expect(elasticityOf(days).mean).toBeCloseTo(-2, 0);
  });

  test('stays a number whatever the past', () => {
    const day = fc.record({
      units: fc.integer({ min: 0, max: 10_000 }),
      open: fc.double({ min: 0, max: 1, noNaN: true }),
      price: fc.option(fc.integer({ min: 0, max: 1_000_000 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(day, { maxLength: 120 }), (days) => {
        const { mean, deviation } = elasticityOf(days);
        expect(Number.isFinite(mean) && Number.isFinite(deviation) && deviation > 0).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  test('moves the past to another price only when the past says how', () => {
    const days = past((price) => 40 * (price / 1_000) ** -2);
    const moved = atPrice(days, 1_000, elasticityOf(days)).map(({ units }) => units);
    expect(Math.max(...moved) / Math.min(...moved)).toBeLessThan(1.1);
    expect(atPrice(days, 1_000, elasticityOf([]))).toEqual(days);
  });
});

describe('the market', () => {
  const comparables = (prices: number[], about: Partial<Comparable> = {}): Comparable[] =>
    prices.map((price) => ({ price, similarity: 0.8, sells: true, ...about }));

  test('is not bent by one absurd price, nor by what is less alike', () => {
    const usual = comparables([9_500, 9_800, 10_000, 10_200, 10_500]);
    expect(marketOf([...usual, ...comparables([1])])?.price).toBeGreaterThan(9_500);
    expect(
      marketOf([...usual, ...comparables([90_000, 91_000, 92_000, 93_000], { similarity: 0.1 })])?.price,
    ).toBeLessThan(10_500);
  });

  test('is known from three products on', () => {
    expect(marketOf(comparables([100, 200]))).toBeUndefined();
    const { low, price, high, count } = marketOf(comparables([100, 200, 300])) ?? {};
    expect({ price, count }).toEqual({ price: 200, count: 3 });
    expect(low).toBeLessThan(200);
    expect(high).toBeGreaterThan(200);
  });

  test('compares like with like: what an attribute is worth is taken into account', () => {
    const products = [100, 102, 98, 200, 204, 196].map((price, at) => ({
      price: price * 100,
      attributes: { material: at < 3 ? 'pine' : 'oak', size: 'large' },
    }));
    for (const price of likeForLike(products, { material: 'oak', size: 'large' })) {
      expect(price).toBeGreaterThan(14_500);
      expect(price).toBeLessThan(26_000);
    }
    expect(likeForLike(products, { material: 'bog oak' })).toEqual(products.map(({ price }) => price));
    expect(likeForLike([], {})).toEqual([]);
  });
});

describe('a proposed price', () => {
  const none = elasticityOf([]);
  const evidence = (about: Partial<Evidence> = {}): Evidence => ({
    current: 10_000,
    elasticity: none,
    dead: false,
    currency: 'EUR',
    maxChange: 0.15,
    ...about,
  });
  const market = (price: number) =>
    marketOf(
      [0.96, 0.98, 1, 1.02, 1.04].map((factor) => ({
        price: Math.round(price * factor),
        similarity: 0.8,
        sells: true,
      })),
    );

  test('goes towards the market, and no further than is allowed at once', () => {
    expect(suggestPrice(evidence({ market: market(9_200) })).price).toBeLessThan(9_700);
    const { price, reasons } = suggestPrice(evidence({ market: market(5_000) }));
    expect(price).toBeGreaterThanOrEqual(8_500);
    expect(price).toBeLessThan(8_700);
    expect(reasons).toEqual(expect.arrayContaining(['market', 'bounded', 'no-history']));
  });

  test('never lies below what a piece costs the shop', () => {
    const { price, reasons } = suggestPrice(evidence({ market: market(5_000), unitCost: 9_900 }));
    expect(price).toBeGreaterThanOrEqual(9_900);
    expect(reasons).toContain('floor');
  });

  test('never reaches the higher price that it is shown beside', () => {
    const { price, reasons } = suggestPrice(evidence({ market: market(14_000), compareAt: 10_500 }));
    expect(price).toBeLessThan(10_500);
    expect(reasons).toContain('compare-at');
  });

  test('is the most profitable one when demand and cost are known', () => {
    const elasticity = { mean: -3, deviation: 0.1, prices: 6, fromHistory: true };
    const { price, confidence } = suggestPrice(evidence({ elasticity, unitCost: 6_200 }));
    expect(price).toBeGreaterThan(9_100);
    expect(price).toBeLessThan(9_700);
    expect(confidence).toBe('high');
  });

  test('says that elastic demand alone is no reason to sell cheaper', () => {
    const elasticity = { mean: -3, deviation: 0.1, prices: 6, fromHistory: true };
    const { price, reasons } = suggestPrice(evidence({ elasticity }));
    expect(price).toBe(10_000);
    expect(reasons).toEqual(expect.arrayContaining(['elastic-cost-unknown', 'keep']));
  });

  test('rises where demand hardly reacts, and falls for what lies there', () => {
    const elasticity = { mean: -0.5, deviation: 0.2, prices: 6, fromHistory: true };
    expect(suggestPrice(evidence({ elasticity })).price).toBeGreaterThan(10_500);
    expect(suggestPrice(evidence({ dead: true })).price).toBeLessThan(9_500);
  });

  test('knows that it knows nothing', () => {
    const { price, confidence, reasons } = suggestPrice(evidence());
    expect({ price, confidence }).toEqual({ price: 10_000, confidence: 'low' });
    expect(reasons).toEqual(expect.arrayContaining(['no-market', 'no-history']));
  });

  test('keeps every promise for any evidence', () => {
    const amounts = fc.integer({ min: 1, max: 10_000_000 });
    const some = fc.record({
      current: amounts,
      compareAt: fc.option(amounts, { nil: undefined }),
      unitCost: fc.option(fc.integer({ min: 0, max: 10_000_000 }), { nil: undefined }),
      market: fc.option(
        fc
          .array(amounts, { minLength: 3, maxLength: 8 })
          .map((prices) => marketOf(prices.map((price) => ({ price, similarity: 0.5, sells: false })))),
        { nil: undefined },
      ),
      elasticity: fc.record({
        mean: fc.double({ min: -8, max: 0.5, noNaN: true }),
        deviation: fc.double({ min: 0.01, max: 2, noNaN: true }),
        prices: fc.constant(3),
        fromHistory: fc.boolean(),
      }),
      dead: fc.boolean(),
      currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
      maxChange: fc.double({ min: 0.01, max: 0.5, noNaN: true }),
    });
    fc.assert(
      fc.property(some, (given) => {
        const { price, low, high } = suggestPrice(given);
        expect(Number.isSafeInteger(price) && price > 0).toBe(true);
        expect(price).toBeGreaterThanOrEqual(Math.min(given.unitCost ?? 0, 1e9));
        expect(low).toBeLessThanOrEqual(high);
        if ((given.unitCost ?? 0) <= given.current)
          expect(Math.abs(price / given.current - 1)).toBeLessThanOrEqual(given.maxChange + 1 / given.current);
      }),
    );
  });
});

test.each([
  [1_234, 1_249],
  [2_437, 2_399],
  [9_930, 9_899],
  [41_830, 41_900],
  [123_456, 123_900],
])('%s cents become %s', (price, ending) => {
  expect(withEnding(price, { least: 1, most: 1_000_000 }, 'EUR')).toBe(ending);
});

test('an ending never leaves the bounds', () => {
  expect(withEnding(1_234, { least: 1_230, most: 1_240 }, 'EUR')).toBe(1_234);
  expect(withEnding(1_234, { least: 1_230, most: 1_300 }, 'EUR')).toBe(1_249);
});
