import { productUpdated } from '@credenza/contracts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { digestOf, lastWeek } from '../src/seller/digest/digest.ts';
import type { Day } from '../src/seller/forecast/day.ts';
import { historyOf, unitsIn } from '../src/seller/history.ts';
import { adviseStock, isDead, moreUrgent } from '../src/seller/inventory.ts';
import { gapsOf, type Listing } from '../src/seller/listing.ts';
import { priceReason } from '../src/seller/price-reason.ts';
import { elasticityOf } from '../src/seller/pricing/elasticity.ts';
import { reasonCodes } from '../src/seller/pricing/suggest.ts';
import { counted } from '../src/seller/reason.ts';
import { piecesBack, type SoldRow, soldLines } from '../src/seller/sale.ts';
import { pointOf, type Ware } from '../src/seller/ware.ts';
import { product } from './samples.ts';
import { ago, noon, piecesOf, sale } from './trade.ts';

const sold = (days: number, units = 1, price = 100): SoldRow => ({
  productId: 'p',
  variantId: 'v',
  soldAt: ago(days),
  units,
  price,
  revenue: units * price,
  currency: 'EUR',
});
const point = (version: number, days: number, about: { price?: number; available?: number; open?: boolean } = {}) => ({
  version,
  at: ago(days),
  title: 'Shelf',
  open: about.open ?? true,
  variants: [{ variantId: 'v', title: 'Oak', price: about.price ?? 100, available: about.available ?? 5 }],
});
const ware = (...points: Ware['points']): Ware => ({ productId: 'p', sellerId: 's', points });
const steady = (days: number, units: number): Day[] =>
  Array.from({ length: days }, () => ({ units, open: 1, price: 100 }));

describe('a bought line', () => {
  test('brings its list price less what the shop took off', () => {
    const order = sale(product({ price: 1_000 }), { quantity: 3 });
    const [line] = order.lines;
    const discounts = [
      { promotionId: 'x', title: 'x', paidBy: 'shop', amount: 200 },
      { promotionId: 'y', title: 'y', paidBy: 'marketplace', amount: 500 },
    ];
    const reduced = { ...order, lines: [{ ...line, discounts }] };
    expect(soldLines(reduced as never, noon.toISOString())).toMatchObject([{ units: 3, price: 1_000, revenue: 2_800 }]);
  });

  test('loses pieces once for each refund, also when one speaks of it twice', () => {
    const part = piecesOf(sale(product(), { quantity: 5 }), 1);
    const twice = { ...part, pieces: [...part.pieces, ...part.pieces] };
    expect(piecesBack(twice as never)).toMatchObject([{ units: 2, by: part.refund.refundId }]);
  });
});

describe('a history', () => {
  test('begins when a variant was first offered, and knows the price of each day', () => {
    const days = historyOf('v', ware(point(1, 10), point(2, 4, { price: 120 })), [sold(3, 2, 120)], noon);
    expect(days).toHaveLength(11);
    expect(days.map(({ price }) => price)).toEqual(
      [100, 100, 100, 100, 100, 100, 100, 120, 120, 120, 120].map((one, at) => (at === 6 ? expect.any(Number) : one)),
    );
    expect(days[7]).toMatchObject({ units: 2, open: 1 });
    expect(unitsIn(days, 28)).toBe(2);
  });

  test('knows days on which there was nothing to buy', () => {
    const days = historyOf('v', ware(point(1, 10), point(2, 8, { available: 0 }), point(3, 5)), [], noon);
    expect(days.map(({ open }) => open)).toEqual([0.5, 1, 0.5, 0, 0, 0.5, 1, 1, 1, 1, 0.5]);
  });

  test('takes a sale for a proof that it could be bought', () => {
    const days = historyOf('v', ware(point(1, 10, { available: 0 })), [sold(4)], noon);
    expect(days[6]).toMatchObject({ units: 1, open: 1 });
  });

  test('of what was sold before anybody told of it begins with the sale; of nothing there is none', () => {
    expect(historyOf('v', ware(), [sold(3)], noon)).toHaveLength(4);
    expect(historyOf('v', ware(), [], noon)).toEqual([]);
    expect(
      historyOf('other', ware(point(1, 3)), [sold(3)], noon).every(({ units, open }) => units === 0 && open === 0),
    ).toBe(true);
  });

  test('has every piece in it, whatever was offered when', () => {
    const sales = fc.array(
      fc.record({ days: fc.integer({ min: 0, max: 300 }), units: fc.integer({ min: 1, max: 9 }) }),
    );
    const points = fc.array(
      fc.record({ days: fc.integer({ min: 0, max: 300 }), available: fc.integer({ min: 0, max: 3 }) }),
    );
    fc.assert(
      fc.property(sales, points, (some, told) => {
        const offered = told
          .sort((a, b) => b.days - a.days)
          .map(({ days, available }, at) => point(at + 1, days, { available }));
        const days = historyOf(
          'v',
          ware(...offered),
          some.map((one) => sold(one.days, one.units)),
          noon,
        );
        expect(unitsIn(days, days.length)).toBe(some.reduce((sum, { units }) => sum + units, 0));
        for (const { open } of days) {
          expect(open).toBeGreaterThanOrEqual(0);
          expect(open).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('reads what product tells', () => {
    const told = productUpdated.schema.parse(product({ price: 500, available: 2, shopOpen: false }));
    expect(pointOf(told, { version: 4, at: noon })).toMatchObject({
      version: 4,
      open: false,
      variants: [{ price: 500, available: 2 }],
    });
    const gone = { ...told, status: 'deleted' as const };
    expect(pointOf(gone, { version: 5, at: noon })).toMatchObject({ open: false, deleted: true });
  });
});

describe('advice on stock', () => {
  const wish = { leadDays: 14, coverDays: 28 };
  const advise = (days: Day[], available: number) => adviseStock({ days, available, price: 100 }, wish);

  test('orders nothing while there is enough, and more the less there is', () => {
    const days = steady(120, 2);
    expect(advise(days, 500)).toMatchObject({ state: 'enough', reorder: 0 });
    const [some, few, none] = [advise(days, 30), advise(days, 5), advise(days, 0)];
    expect([some.state, few.state, none.state]).toEqual(['soon', 'urgent', 'out']);
    expect(few.reorder - some.reorder).toBe(25);
    expect(none.reorder - few.reorder).toBe(5);
    expect(few.days).toBeCloseTo(2.5, 0);
    // What is ordered lasts for the time that was asked for.
    expect(none.reorder).toBeGreaterThanOrEqual(2 * (wish.leadDays + wish.coverDays));
  });

  test('does not take empty shelves for a lack of buyers', () => {
    const days = steady(120, 2).map((day, at) => (at >= 90 ? { ...day, units: 0, open: 0 } : day));
    expect(advise(days, 0).perDay).toBeCloseTo(2, 0);
  });

  test('says that it does not know while there is too little', () => {
    expect(advise(steady(3, 4), 5)).toMatchObject({ state: 'unknown', reorder: 0, days: null });
    expect(advise([], 0)).toMatchObject({ state: 'out', reorder: 0 });
  });

  test('calls dead what was there for long and found no buyer, but not what was not there', () => {
    const days = steady(120, 0);
    expect(isDead({ days, available: 3 })).toBe(true);
    expect(isDead({ days, available: 0 })).toBe(false);
    expect(isDead({ days: days.slice(-40), available: 3 })).toBe(false);
    expect(isDead({ days: days.map((day) => ({ ...day, open: 0 })), available: 3 })).toBe(false);
  });

  test('puts first what matters most', () => {
    const rows = [
      advise(steady(120, 0), 5),
      advise(steady(120, 2), 500),
      advise(steady(120, 2), 5),
      advise(steady(120, 2), 0),
    ];
    expect(rows.sort(moreUrgent).map(({ state }) => state)).toEqual(['out', 'urgent', 'dead', 'enough']);
  });
});

describe('advice on a listing', () => {
  const listing = (about: Partial<Listing> = {}): Listing => ({
    title: 'Lamp',
    text: 'A lamp for the desk.',
    tags: ['lamp'],
    attributes: {},
    image: 'x.webp',
    reviews: 1,
    ...about,
  });

  test('needs more than one to learn from', () => {
    expect(gapsOf(listing(), [])).toEqual([]);
    expect(gapsOf(listing(), [listing({ attributes: { material: 'brass' } })])).toEqual([]);
  });

  test('names what at least half of the others say, in their words, once', () => {
    const others = [
      listing({ text: 'Dimmable. A dimmable lamp.' }),
      listing({ text: 'Dimmable, with a shade.' }),
      listing({ text: 'Shaded and dimmable, 40 W' }),
      listing({ text: 'Only this one is magnetic.' }),
    ];
    const words = gapsOf(listing(), others).map(({ code, examples, among }) => ({ code, examples, among }));
    expect(words).toContainEqual({ code: 'word', examples: ['dimmable'], among: 3 });
    expect(JSON.stringify(words)).not.toMatch(/magnetic|40/);
  });

  test('is silent about what is said in another form', () => {
    const others = [listing({ text: 'Two shades.' }), listing({ text: 'Shades of linen.' })];
    expect(gapsOf(listing({ text: 'One shade, linen, two of them.' }), others)).toEqual([]);
  });

  test('misses a picture, reviews, tags and words', () => {
    const bare = listing({ text: 'Lamp.', tags: [], image: undefined, reviews: 0 });
    const codes = gapsOf(bare, [listing(), listing()]).map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['picture', 'reviews', 'tags', 'description']));
  });
});

describe('a week', () => {
  test.each([
    ['2026-11-25T12:00:00.000Z', '2026-11-16'],
    ['2026-11-23T00:00:00.000Z', '2026-11-16'],
    ['2026-11-22T23:59:59.999Z', '2026-11-09'],
    ['2027-01-01T00:00:00.000Z', '2026-12-21'],
  ])('that was over at %s began on %s', (now, monday) => {
    const { from, until } = lastWeek(new Date(now));
    expect(from.toISOString()).toBe(`${monday}T00:00:00.000Z`);
    expect(until.getTime() - from.getTime()).toBe(7 * 86_400_000);
  });

  test('of a shop without sales and without worries is not told', () => {
    expect(digestOf('s', lastWeek(noon), { sold: [], stock: [] })).toBeUndefined();
    expect(digestOf('s', lastWeek(noon), { sold: [sold(1)], stock: [] })).toBeUndefined();
    expect(digestOf('s', lastWeek(noon), { sold: [sold(5, 2), sold(12)], stock: [] })).toMatchObject({
      units: 2,
      unitsBefore: 1,
      sales: [{ amount: 200, currency: 'EUR' }],
      runningOut: [],
      dead: 0,
    });
  });
});

describe('a reason', () => {
  test.each(reasonCodes)('%s is a whole sentence, whatever is known', (code) => {
    const elasticity = elasticityOf([]);
    for (const evidence of [
      { elasticity, currency: 'EUR', maxChange: 0.25 },
      { elasticity, currency: 'JPY', maxChange: 0.25, unitCost: 500, compareAt: 900 },
    ]) {
      const { text } = priceReason(code, evidence);
      expect(text).toMatch(/^[A-Z0-9].*\.$/);
      expect(text).not.toMatch(/undefined|NaN/);
    }
  });

  test('counts in words that fit', () => {
    expect([counted(1, 'piece'), counted(0, 'piece'), counted(3, 'day')]).toEqual(['1 piece', '0 pieces', '3 days']);
  });
});
