import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Day } from '../src/seller/forecast/day.ts';
import { forecast } from '../src/seller/forecast/forecast.ts';
import { average, croston, dampedTrend, dyingOut, smoothing } from '../src/seller/forecast/methods.ts';
import { normalQuantile, piecesWithin } from '../src/seller/forecast/spread.ts';
import { factorOf, weekRhythm } from '../src/seller/forecast/weekday.ts';

const days = (count: number, units: (at: number) => number, open: (at: number) => number = () => 1): Day[] =>
  Array.from({ length: count }, (_, at) => ({ units: units(at) * open(at), open: open(at) }));

describe('a forecast', () => {
  test('of steady sales goes on with them', () => {
    const { mean, low, high } = forecast(
      days(120, () => 3),
      28,
    );
    expect(mean).toBeCloseTo(84, 0);
    expect(low).toBeLessThan(84);
    expect(high).toBeGreaterThan(84);
  });

  test('knows the rhythm of the week', () => {
    // The day after 140 days is of the weekday on which twice as much is sold.
    const past = days(140, (at) => (at % 7 === 0 ? 8 : 4));
    expect(forecast(past, 1).mean).toBeGreaterThan(1.6 * forecast(past.slice(0, -1), 1).mean);
    expect(forecast(past, 7).mean).toBeCloseTo(32, 0);
  });

  test('does not take an empty shelf for missing demand', () => {
    const past = days(
      120,
      () => 3,
      (at) => (at >= 100 ? 0 : 1),
    );
    expect(forecast(past, 28).mean).toBeCloseTo(84, 0);
    expect(
      forecast(
        past.map((day) => ({ ...day, open: 1 })),
        28,
      ).mean,
    ).toBeLessThan(82);
  });

  test('of rare sales is neither nothing nor the last sale', () => {
    const { mean, high } = forecast(
      days(280, (at) => (at % 14 === 3 ? 1 : 0)),
      28,
    );
    expect(mean).toBeGreaterThan(1.4);
    expect(mean).toBeLessThan(2.6);
    expect(high).toBeGreaterThanOrEqual(3);
  });

  test('of what nobody has bought for months comes near to nothing', () => {
    const { mean } = forecast(
      days(300, (at) => (at < 120 ? 2 : 0)),
      28,
    );
    expect(mean).toBeLessThan(1);
  });

  test('of nothing known is nothing, and of a few days is very wide', () => {
    expect(forecast([], 28)).toMatchObject({ mean: 0, low: 0, high: 0, days: 0 });
    const { mean, low, high } = forecast(
      days(5, (at) => (at === 2 ? 1 : 0)),
      28,
    );
    expect(high - low).toBeGreaterThan(mean);
  });

  test('is always in order, whatever the past', () => {
    const day = fc.record({
      units: fc.integer({ min: 0, max: 5_000 }),
      open: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(day, { maxLength: 150 }), fc.integer({ min: 1, max: 60 }), (past, ahead) => {
        const { mean, variance, low, high } = forecast(past, ahead);
        expect([mean, variance].every((one) => Number.isFinite(one) && one >= 0)).toBe(true);
        expect([low, high].every(Number.isSafeInteger)).toBe(true);
        expect(low).toBeLessThanOrEqual(high);
      }),
      { numRuns: 60 },
    );
  });
});

describe('methods', () => {
  const all = [
    average(28),
    smoothing(0.1),
    dampedTrend({ level: 0.3, trend: 0.1, fade: 0.9 }),
    croston(0.1),
    dyingOut({ chance: 0.03, size: 0.1 }),
  ];

  test.each(all.map((method) => [method.name, method] as const))(
    '%s: nothing sold means nothing forecast, and gaps do not count',
    (_name, method) => {
      expect(method.look([])(0)).toBe(0);
      expect(method.look(Array.from({ length: 60 }, () => 0))(5)).toBe(0);
      const level = Array.from({ length: 70 }, (_, at) => (at > 60 ? undefined : 2));
      expect(method.look(level)(3)).toBeCloseTo(2, 0);
    },
  );

  test('Croston without its bias forecasts less than size over gap', () => {
    const rare = Array.from({ length: 200 }, (_, at) => (at % 10 === 9 ? 5 : 0));
    expect(croston(0.1).look(rare)(0)).toBeCloseTo(0.95 * 0.5, 5);
  });

  test('a trend is followed, but not for ever', () => {
    const look = dampedTrend({ level: 0.3, trend: 0.1, fade: 0.9 }).look(
      Array.from({ length: 140 }, (_, at) => at / 14),
    );
    expect(look(0)).toBeGreaterThan(9);
    expect(look(27) - look(20)).toBeLessThan(look(7) - look(0));
  });
});

test('the week has a rhythm only when there are pieces enough to hear it', () => {
  const few = Array.from({ length: 56 }, (_, at) => (at === 7 ? 1 : 0));
  const many = Array.from({ length: 56 }, (_, at) => (at % 7 === 0 ? 30 : 10));
  expect(Math.max(...weekRhythm(few))).toBeLessThan(1.1);
  expect(factorOf(weekRhythm(many), 0)).toBeGreaterThan(2);
  expect(factorOf(weekRhythm(many), -7)).toBe(factorOf(weekRhythm(many), 0));
});

test('the pieces that demand stays within are the smallest that suffice', () => {
  // Poisson with mean 4: P(X ≤ 7) = 0.949, P(X ≤ 8) = 0.979.
  expect(piecesWithin(4, 4, 0.95)).toBe(8);
  expect(piecesWithin(4, 4, 0.94)).toBe(7);
  expect(piecesWithin(4, 12, 0.95)).toBeGreaterThan(8);
  expect(piecesWithin(0, 0, 0.99)).toBe(0);
  expect(piecesWithin(10_000, 10_000, 0.975)).toBe(10_197);
  expect(normalQuantile(0.025)).toBeCloseTo(-1.96, 2);
});
