import { newId, UserId, VariantId } from '@credenza/contracts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type BulkProduct, changedBy, movedSince, planProduct, startBulk } from '../src/bulk.ts';
import { BulkChange, BulkRequest } from '../src/bulk-input.ts';
import type { Levels } from '../src/levels.ts';

const variantId = newId(VariantId);
const product = (price = 1_000, more: Partial<BulkProduct> = {}): BulkProduct => ({
  _id: 'prd_01j9zq6v8xe3tbd5wqmg8d2r4c',
  title: 'Lamp',
  status: 'active',
  variants: [{ variantId, title: 'Default', options: [], price }],
  ...more,
});
const levels = (onHand: number, available = onHand): Levels =>
  new Map([[variantId, { onHand, available, held: onHand > available, lowStockThreshold: 3 }]]);
const plan = (change: object, of = product(), stock = levels(5)) => planProduct(of, BulkChange.parse(change), stock);
const priceAfter = (price: number, change: object) => {
  const planned = plan({ price: change }, product(price));
  return planned?.refused[0]?.reason ?? planned?.variants[0]?.price?.after ?? price;
};

describe('a bulk change', () => {
  test('sets, raises and lowers prices in whole minor units, halves up', () => {
    expect(priceAfter(1_000, { set: 990 })).toBe(990);
    expect(priceAfter(1_000, { add: -250 })).toBe(750);
    expect(priceAfter(1_000, { percent: -12.5 })).toBe(875);
    expect(priceAfter(999, { percent: 10 })).toBe(1_099); // 1098.9
    expect(priceAfter(5, { percent: 10 })).toBe(6); // 5.5
    expect(priceAfter(10 ** 12, { percent: -0.01 })).toBe(999_900_000_000);
  });

  test('is exact to half a minor unit for any price and percentage', () => {
    const hundredths = fc.integer({ min: -9_900, max: 100_000 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 9 }), hundredths, (price, percent) => {
        const after = priceAfter(price, { percent: percent / 100 });
        const twice = 2n * BigInt(Number(after)) * 10_000n - 2n * BigInt(price) * BigInt(10_000 + percent);
        expect(twice > -10_000n && twice <= 10_000n).toBe(true);
      }),
    );
  });

  test('leaves out what nobody could pay, and says why', () => {
    expect(priceAfter(1_000, { add: -1_001 })).toBe('price-out-of-range');
    expect(priceAfter(10 ** 12, { percent: 1 })).toBe('price-out-of-range');
  });

  test('keeps the old price beside the new one when asked to, and takes it away again', () => {
    const sale = plan({ price: { percent: -20 }, compareAtPrice: { from: 'price' } });
    expect(sale?.variants[0]).toMatchObject({
      price: { before: 1_000, after: 800 },
      compareAtPrice: { before: null, after: 1_000 },
    });
    const [variant] = product().variants;
    const dear = product(1_000, { variants: variant ? [{ ...variant, compareAtPrice: 1_200 }] : [] });
    const over = plan({ compareAtPrice: { clear: true } }, dear);
    expect(over && changedBy(dear, over).variants[0]?.compareAtPrice).toBeUndefined();
  });

  test('counts stock, but takes no piece that an order holds', () => {
    expect(plan({ stock: { set: 9 } })?.variants[0]?.stock).toEqual({ before: 5, after: 9 });
    expect(plan({ stock: { add: -2 } })?.variants[0]?.stock).toEqual({ before: 5, after: 3, add: -2 });
    expect(plan({ stock: { set: 1 } }, product(), levels(5, 2))?.refused[0]?.reason).toBe('orders-hold-more');
    expect(plan({ stock: { add: -3 } }, product(), levels(5, 2))?.refused[0]?.reason).toBe('orders-hold-more');
    expect(plan({ stock: { add: 999_999 } })?.refused[0]?.reason).toBe('stock-out-of-range');
  });

  test('leaves a variant alone whose scheduled price is in force, but not its stock', () => {
    const schedule = { variantId, from: new Date(0), until: new Date(9e12), price: 800, regular: { price: 1_000 } };
    const onSale = product(800, { schedules: [schedule] });
    expect(plan({ price: { percent: 10 } }, onSale)?.refused[0]?.reason).toBe('scheduled-price-in-force');
    expect(plan({ stock: { set: 9 } }, onSale)?.variants).toHaveLength(1);
    const planned = product(800, { schedules: [{ ...schedule, regular: undefined }] });
    expect(plan({ price: { percent: 10 } }, planned)?.variants).toHaveLength(1);
  });

  test('plans nothing where nothing would be different', () => {
    expect(plan({ price: { set: 1_000 }, stock: { add: 0 }, status: 'active' })).toBeUndefined();
    expect(plan({ status: 'archived' }, product(1, { status: 'deleted' }))).toBeUndefined();
    expect(plan({ status: 'archived' })).toEqual({
      status: { before: 'active', after: 'archived' },
      variants: [],
      refused: [],
    });
  });

  test('knows what has moved since it was shown', () => {
    const planned = plan({ price: { percent: 10 }, stock: { set: 9 }, status: 'archived' });
    if (!planned) throw new Error('nothing planned');
    expect(movedSince(product(), planned, levels(5))).toEqual([]);
    expect(movedSince(product(999), planned, levels(4))).toEqual(['the price of Default', 'the stock of Default']);
    expect(movedSince(product(1_000, { status: 'draft' }), planned, levels(5))).toEqual(['the status']);
    expect(movedSince(product(1_000, { variants: [] }), planned, levels(5))).toEqual(['Default is gone']);
    expect(movedSince(undefined, planned, levels(5))).toEqual(['the product is gone']);
    const added = plan({ stock: { add: 3 } });
    expect(added && movedSince(product(), added, levels(1))).toEqual([]);
  });

  test('starts once, and not when what was shown is too old', () => {
    const [now, keepUntil] = [new Date(1_000), new Date(9_000)];
    const of = (state: 'planned' | 'running', expiresAt: number) => {
      const bulk = { sellerId: newId(UserId), filter: {}, change: {}, products: 1, variants: 1, refused: 0 };
      return startBulk({ ...bulk, state, expiresAt: new Date(expiresAt) }, { now, keepUntil });
    };
    expect(of('planned', 2_000)).toEqual({ state: 'running', expiresAt: keepUntil });
    expect(of('running', 2_000)).toBeUndefined();
    expect(() => of('planned', 1_000)).toThrow('too old');
  });

  test('is refused when it says nothing, or something that makes no sense', () => {
    const fits = (body: object) => BulkRequest.safeParse(body).success;
    expect(fits({ dryRun: true, change: { price: { percent: -12.5 } } })).toBe(true);
    const changes = [
      {},
      { price: {} },
      { price: { percent: -100 } },
      { price: { percent: 1.234 } },
      { price: { set: -1 } },
    ];
    const others = [{ price: { set: 1, add: 1 } }, { stock: { set: 1.5 } }, { status: 'deleted' }, { title: 'x' }];
    for (const change of [...changes, ...others])
      expect({ change, fits: fits({ dryRun: true, change }) }).toEqual({ change, fits: false });
    expect(fits({ dryRun: false })).toBe(false);
    expect(fits({ dryRun: false, bulkId: 'blk_01j9zq6v8xe3tbd5wqmg8d2r4c', change: { status: 'draft' } })).toBe(false);
  });
});
