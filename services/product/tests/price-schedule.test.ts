import { newId, VariantId } from '@credenza/contracts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { keptSchedules, type Priced, pricedAt, rescheduled, ScheduleInput } from '../src/price-schedule.ts';

const variantId = newId(VariantId);
const day = (number: number) => new Date(Date.UTC(2030, 0, number));
const text = (number: number) => day(number).toISOString();
const plain = (price = 1_000, compareAtPrice?: number): Priced => ({
  variants: [
    { variantId, title: 'Default', options: [], price, ...(compareAtPrice !== undefined && { compareAtPrice }) },
  ],
});
const priceOf = ({ variants: [variant] }: Priced) => variant?.price;
const sale = rescheduled(plain(), variantId, [{ from: text(10), until: text(12), price: 800, compareAtPrice: 1_000 }]);

describe('a scheduled price', () => {
  test('comes at its time and goes at its end, and the price from before returns with its compare-at price', () => {
    const before = pricedAt(sale, day(9));
    expect([priceOf(before), before.nextPriceAt]).toEqual([1_000, day(10)]);
    const during = pricedAt(before, day(10));
    expect(during.variants[0]).toMatchObject({ price: 800, compareAtPrice: 1_000 });
    expect(during.nextPriceAt).toEqual(day(12));
    const after = pricedAt(during, day(12));
    expect([priceOf(after), after.variants[0]?.compareAtPrice]).toEqual([1_000, undefined]);
    expect([after.schedules, after.nextPriceAt]).toEqual([undefined, undefined]);
  });

  test('that nobody was there to apply is over without a trace', () => {
    expect(pricedAt(sale, day(13))).toEqual({
      variants: [{ ...plain().variants[0], compareAtPrice: undefined }],
      schedules: undefined,
      nextPriceAt: undefined,
    });
  });

  test('without an end stays for good', () => {
    const rise = rescheduled(plain(), variantId, [{ from: text(10), price: 1_200 }]);
    const after = pricedAt(rise, day(11));
    expect([priceOf(after), after.schedules, after.nextPriceAt]).toEqual([1_200, undefined, undefined]);
  });

  test('hands over to the next one, and the regular price returns after the last', () => {
    const prices = [
      { from: text(10), until: text(12), price: 800 },
      { from: text(12), until: text(14), price: 700 },
    ];
    const second = pricedAt(pricedAt(rescheduled(plain(), variantId, prices), day(11)), day(12));
    expect(priceOf(second)).toBe(700);
    expect(priceOf(pricedAt(second, day(14)))).toBe(1_000);
  });

  test('in force ends when its seller sets another price, takes it away, or takes the variant away', () => {
    const during = pricedAt(sale, day(11));
    expect(keptSchedules(during, during)).toHaveLength(1);
    expect(keptSchedules(during, plain(900))).toEqual([]);
    expect(keptSchedules(during, { variants: [] })).toEqual([]);
    expect(priceOf(pricedAt(rescheduled(during, variantId, []), day(11)))).toBe(1_000);
  });

  test('to come does not mind another price today', () => {
    expect(keptSchedules(sale, plain(900))).toHaveLength(1);
  });

  test('in force that is said again goes on, and the regular price stays what it was', () => {
    const during = pricedAt(sale, day(11));
    const again = rescheduled(during, variantId, [{ from: text(10), until: text(20), price: 750 }]);
    const now = pricedAt(again, day(11));
    expect(priceOf(now)).toBe(750);
    expect(priceOf(pricedAt(now, day(20)))).toBe(1_000);
  });

  test('of one variant leaves the others alone', () => {
    const other = newId(VariantId);
    const two: Priced = {
      ...sale,
      variants: [...sale.variants, { variantId: other, title: 'Other', options: [], price: 5_000 }],
    };
    expect(pricedAt(two, day(11)).variants.map(({ price }) => price)).toEqual([800, 5_000]);
    expect(rescheduled(two, other, [{ from: text(1), price: 1 }]).schedules).toHaveLength(2);
  });

  test('is the same whenever somebody looked before: it follows from the time alone', () => {
    // Neighbouring days in pairs, so that no two prices overlap.
    const days = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 2, maxLength: 12 });
    const looks = fc.array(fc.integer({ min: 0, max: 70 }), { minLength: 1, maxLength: 15 });
    fc.assert(
      fc.property(days, looks, fc.boolean(), (some, when, open) => {
        const sorted = some.sort((a, b) => a - b);
        const prices = sorted.flatMap((from, index) => {
          const until = sorted[index + 1];
          if (index % 2 === 1 || (until === undefined && !open)) return [];
          return [{ from: text(from), ...(until !== undefined && { until: text(until) }), price: 100 + index }];
        });
        const planned = rescheduled(plain(), variantId, prices);
        let state = planned;
        for (const look of when.sort((a, b) => a - b)) {
          state = pricedAt(state, day(look));
          const due = prices.findLast(
            ({ from, until = text(99) }) => day(look) >= new Date(from) && day(look) < new Date(until),
          );
          expect(priceOf(state)).toBe(due?.price ?? 1_000);
          expect(pricedAt(state, day(look))).toEqual(state);
          expect(priceOf(pricedAt(planned, day(look)))).toBe(priceOf(state));
        }
      }),
    );
  });
});

describe('a schedule', () => {
  const problems = (prices: object[]) =>
    ScheduleInput.safeParse({ prices }).error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`) ?? [];

  test('may follow one another without a gap, in any order', () => {
    const [first, second] = [
      { from: text(1), until: text(2), price: 1 },
      { from: text(2), price: 2 },
    ];
    expect(problems([first, second])).toEqual([]);
    expect(problems([second, first])).toEqual([]);
  });

  test('refuses prices that overlap or end before they begin', () => {
    expect(problems([{ from: text(2), until: text(2), price: 1 }])).toEqual(['prices.0.until must be after from']);
    const long = { from: text(1), until: text(5), price: 1 };
    for (const other of [{ from: text(4), price: 2 }, { from: text(2), until: text(3), price: 2 }, long])
      expect(problems([long, other])).toEqual([`prices.1.from must not overlap the price from ${text(1)}`]);
    expect(
      problems([
        { from: text(3), price: 1 },
        { from: text(9), price: 2 },
      ]),
    ).toHaveLength(1);
  });
});
