import { LineId, newId, ProductId, type ShippingOption, UserId } from '@credenza/contracts';
import { describe, expect, test } from '@jest/globals';
import type { Goods } from '../src/pricing/goods.ts';
import { type PriceRequest, price } from '../src/pricing/price.ts';
import type { Benefit } from '../src/promotion.ts';
import { usualRate } from '../src/tax-table.ts';
import { aPromotion, standard } from './samples.ts';

const [oak, elm] = [newId(UserId), newId(UserId)];
const goods = (differences: Partial<Goods> = {}): Goods => ({
  lineId: newId(LineId),
  productId: newId(ProductId),
  sellerId: oak,
  sellerName: 'Oak & Co',
  category: 'Home / Lamps',
  unitPrice: 1_000,
  quantity: 1,
  ...differences,
});
function priced(lines: Goods[], differences: Partial<PriceRequest> & { sending?: ShippingOption[] } = {}) {
  const { sending = [standard], ...rest } = differences;
  const shippingOptions = new Map(lines.map(({ sellerId }) => [sellerId, sending] as const));
  return price({ goods: lines, promotions: [], shippingOptions, choices: {}, tax: usualRate('DE'), ...rest });
}
const benefit = (kind: Benefit, differences: Parameters<typeof aPromotion>[0] = {}) =>
  aPromotion({ benefit: kind, ...differences });
const percent = (basisPoints: number): Benefit => ({ kind: 'percentage', basisPoints });
const off = (lines: Goods[], ...promotions: ReturnType<typeof aPromotion>[]) =>
  priced(lines, { promotions }).totals.discount;

describe('a percentage', () => {
  test('is cut once from all it is for, and its lines add up to it', () => {
    const lines = [goods({ unitPrice: 333 }), goods({ unitPrice: 333 }), goods({ unitPrice: 333 })];
    const { lines: each, totals } = priced(lines, { promotions: [benefit(percent(1_000))] });
    expect(totals).toMatchObject({ items: 999, discount: 99, total: 900 });
    expect(Object.values(each).map((line) => line.discounts[0]?.amount)).toEqual([33, 33, 33]);
  });

  test('of a shop is for its lines alone and paid by it; one of the marketplace is for all and paid by that', () => {
    const [mine, theirs] = [goods(), goods({ sellerId: elm })];
    const shop = benefit(percent(5_000), { sellerId: oak });
    const market = benefit(percent(1_000));
    const { lines } = priced([mine, theirs], { promotions: [market, shop] });
    expect(lines[mine.lineId]?.discounts).toMatchObject([
      { promotionId: shop._id, amount: 500, paidBy: 'shop' },
      { promotionId: market._id, amount: 50, paidBy: 'marketplace' },
    ]);
    expect(lines[theirs.lineId]?.discounts).toMatchObject([{ amount: 100, paidBy: 'marketplace' }]);
  });
});

describe('an amount', () => {
  test('is spread in proportion to the prices, and never takes more than there is', () => {
    const lines = [goods({ unitPrice: 100 }), goods({ unitPrice: 300 })];
    const promotions = [benefit({ kind: 'amount', amount: 200 })];
    const each = priced(lines, { promotions }).lines;
    expect(lines.map(({ lineId }) => each[lineId]?.discounts[0]?.amount)).toEqual([50, 150]);
    expect(off(lines, benefit({ kind: 'amount', amount: 9_999 }))).toBe(400);
  });
});

describe('buy x, get y', () => {
  const twoPlusOne = benefit({ kind: 'buy-x-get-y', buy: 2, get: 1 });
  test('gives the cheapest pieces of every full group', () => {
    expect(off([goods({ quantity: 2 })], twoPlusOne)).toBe(0);
    expect(off([goods({ quantity: 3 })], twoPlusOne)).toBe(1_000);
    expect(off([goods({ quantity: 7 })], twoPlusOne)).toBe(2_000);
    expect(off([goods({ quantity: 2 }), goods({ unitPrice: 400 })], twoPlusOne)).toBe(400);
    expect(off([goods({ quantity: 4 }), goods({ unitPrice: 400 }), goods({ unitPrice: 500 })], twoPlusOne)).toBe(900);
  });
});

describe('free shipping', () => {
  test('takes what the chosen option costs, of the shops whose goods it is for', () => {
    const sending = [{ ...standard, price: 490 }];
    const lines = [goods(), goods({ sellerId: elm, category: 'Books' })];
    const promotions = [benefit({ kind: 'free-shipping' }, { categories: ['Home'] })];
    const { sellers, totals } = priced(lines, { sending, promotions });
    const of = (id: string) => sellers.find(({ sellerId }) => sellerId === id);
    expect(of(oak)).toMatchObject({ shipping: 0, shippingDiscounts: [{ amount: 490, paidBy: 'marketplace' }] });
    expect(of(elm)).toMatchObject({ shipping: 490, shippingDiscounts: [] });
    expect(totals).toMatchObject({ items: 2_000, discount: 0, shipping: 490, total: 2_490 });
  });
});

describe('what a promotion is for', () => {
  test('categories count with everything below, products by name, either is enough', () => {
    const [lamp, shelf, desk] = [
      goods(),
      goods({ category: 'Home / Shelves' }),
      goods({ category: 'Homes / Lamps', unitPrice: 5_000 }),
    ];
    const lines = [lamp, shelf, desk];
    expect(off(lines, benefit(percent(1_000), { categories: ['Home'] }))).toBe(200);
    expect(off(lines, benefit(percent(1_000), { categories: ['Home / Lamps'] }))).toBe(100);
    expect(off(lines, benefit(percent(1_000), { productIds: [desk.productId] }))).toBe(500);
    expect(off(lines, benefit(percent(1_000), { categories: ['Home'], productIds: [desk.productId] }))).toBe(700);
  });

  test('its minimum counts those goods before any discount', () => {
    const lines = [goods({ quantity: 3 }), goods({ category: 'Books', unitPrice: 50_000 })];
    const promotion = (minimum: number) => benefit(percent(1_000), { categories: ['Home'], minimum });
    expect(off(lines, promotion(3_000), benefit(percent(5_000), { categories: ['Home'], sellerId: oak }))).toBe(1_650);
    expect(off(lines, promotion(3_001))).toBe(0);
  });
});

describe('a promotion that does not combine', () => {
  const alone = (basisPoints: number, differences = {}) =>
    benefit(percent(basisPoints), { combinable: false, ...differences });
  test('stands alone where it takes more off than the others together, otherwise not at all', () => {
    const lines = [goods()];
    expect(off(lines, benefit(percent(1_000)), alone(3_000))).toBe(300);
    expect(off(lines, benefit(percent(2_000)), benefit(percent(2_000)), alone(3_000))).toBe(360);
    expect(off(lines, alone(1_000), alone(3_000))).toBe(300);
  });

  test('leaves the others what it is not for, and two of two shops do not meet', () => {
    const lines = [goods(), goods({ sellerId: elm })];
    expect(off(lines, benefit(percent(1_000)), alone(3_000, { sellerId: oak }))).toBe(400);
    expect(off(lines, alone(2_000, { sellerId: elm }), alone(3_000, { sellerId: oak }))).toBe(500);
    const sending = [{ ...standard, price: 490 }];
    const free = benefit({ kind: 'free-shipping' });
    expect(priced(lines, { sending, promotions: [free, alone(3_000)] }).totals).toMatchObject({
      discount: 600,
      shipping: 0,
    });
  });
});

describe('shipping', () => {
  const [slow, fast] = [
    { ...standard, price: 490 },
    { ...standard, optionId: 'express', price: 990 },
  ];
  test('is the chosen option of each shop, or the cheapest', () => {
    const lines = [goods(), goods({ sellerId: elm })];
    const chosen = priced(lines, { sending: [fast, slow], choices: { [elm]: 'express', [oak]: 'gone' } });
    const of = (id: string) => chosen.sellers.find(({ sellerId }) => sellerId === id)?.shippingOption?.optionId;
    expect([of(oak), of(elm)]).toEqual(['standard', 'express']);
    expect(chosen.totals).toMatchObject({ shipping: 1_480, total: 3_480 });
  });

  test('of a shop that does not send there is a problem in its words', () => {
    const [seller] = priced([goods()], { sending: [] }).sellers;
    expect(seller).toMatchObject({ shipping: 0, problem: 'Oak & Co does not send to this country.' });
    expect(seller).not.toHaveProperty('shippingOption');
  });
});

describe('tax', () => {
  test('is contained in the price, by country and category, with the rate on the line', () => {
    const [lamp, book] = [goods({ unitPrice: 11_900 }), goods({ category: 'Books / Novels', unitPrice: 10_700 })];
    const { lines, totals } = priced([lamp, book]);
    expect(lines[lamp.lineId]).toMatchObject({ tax: 1_900, taxBasisPoints: 1_900 });
    expect(lines[book.lineId]).toMatchObject({ tax: 700, taxBasisPoints: 700 });
    expect(totals).toMatchObject({ tax: 2_600, taxIncluded: true, total: 22_600 });
    expect(priced([book], { tax: usualRate('DK') }).lines[book.lineId]?.tax).toBe(2_140);
  });

  test('comes on top where prices do not contain it, on what is paid, shipping included', () => {
    const tax = { standard: 1_000, reduced: 500, included: false };
    const { totals, sellers } = priced([goods({ unitPrice: 2_000 })], {
      tax,
      sending: [{ ...standard, price: 500 }],
      promotions: [benefit(percent(5_000))],
    });
    expect(totals).toEqual({
      items: 2_000,
      discount: 1_000,
      shipping: 500,
      tax: 150,
      taxIncluded: false,
      total: 1_650,
    });
    expect(sellers[0]).toMatchObject({ tax: 150, total: 1_650 });
  });
});
