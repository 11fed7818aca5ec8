import { newId, PromotionId, UserId } from '@credenza/contracts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { freezeLines } from '../src/order.ts';
import { linesOf } from '../src/part-change.ts';
import { commissionOn, share } from '../src/shares.ts';
import { cut, minus, plus, type Takings, takingsOf, takingsOfLine, within } from '../src/takings.ts';
import { paidOrder, pricedCart } from './priced-cart.ts';
import { sampleCart } from './samples.ts';

const now = new Date('2026-03-01T12:00:00Z');
const amounts = fc.integer({ min: 0, max: 1_000_000_000_000 });
const sound = ({ amount, shop, commission, marketDiscount }: Takings) => {
  expect(amount + marketDiscount).toBe(shop + commission);
  expect(Math.min(amount, shop, commission, marketDiscount)).toBeGreaterThanOrEqual(0);
};
const takings: fc.Arbitrary<Takings> = fc
  .tuple(amounts, amounts, fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([amount, marketDiscount, rate]) => {
    const commission = Math.floor((amount + marketDiscount) * rate);
    return { amount, marketDiscount, commission, shop: amount + marketDiscount - commission };
  });

test('however a sum is cut into stretches, they add up to it', () => {
  fc.assert(
    fc.property(
      amounts,
      fc.integer({ min: 1, max: 999 }),
      fc.array(fc.nat(999), { maxLength: 8 }),
      (total, of, cuts) => {
        const stops = [0, ...cuts.map((one) => one % of).sort((a, b) => a - b), of];
        const parts = stops.slice(1).map((to, index) => share(total, stops[index] ?? 0, to, of));
        expect(parts.reduce((sum, one) => sum + one, 0)).toBe(total);
        expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
      },
    ),
  );
});

test('a share of nothing is nothing, and large sums are cut to the cent', () => {
  expect(share(0, 0, 0, 0)).toBe(0);
  expect(share(999_999_999_999, 0, 999_999_999_998, 999_999_999_999)).toBe(999_999_999_998);
  expect(commissionOn(999_999_999_999, 9_999)).toBe(999_899_999_999);
});

describe('the money of an order', () => {
  test('what the buyer pays and the marketplace adds is what the shops and the marketplace get', () => {
    fc.assert(
      fc.property(pricedCart, fc.integer({ min: 0, max: 10_000 }), (cart, rate) => {
        const order = paidOrder(cart, now, rate);
        const all = plus(...order.sellerOrders.map((part) => takingsOf(part, linesOf(order, part), order)));
        sound(all);
        expect(all.amount).toBe(order.total);
        expect(all.commission).toBe(order.lines.reduce((sum, line) => sum + line.commission, 0));
      }),
    );
  });

  test('pieces of a line, in whatever steps, are never worth less than nothing and add up to the line', () => {
    fc.assert(
      fc.property(
        pricedCart,
        fc.integer({ min: 0, max: 10_000 }),
        fc.array(fc.nat(6), { maxLength: 4 }),
        (cart, rate, cuts) => {
          const order = paidOrder(cart, now, rate);
          for (const line of order.lines) {
            const stops = [0, ...cuts.map((one) => one % line.quantity).sort((a, b) => a - b), line.quantity];
            const parts = stops.slice(1).map((to, index) => takingsOfLine(line, order, stops[index], to));
            for (const part of parts) sound(part);
            expect(plus(...parts)).toEqual(takingsOfLine(line, order));
          }
        },
      ),
    );
  });
});

test('no piece costs its shop more commission than it brings in, be they as cheap as they may', () => {
  const [cheap] = freezeLines(sampleCart(newId(UserId), [1]).lines, [], 10_000);
  if (!cheap) throw new Error('no line');
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.nat(9), fc.nat(9), (quantity, marketOff, commission) => {
      const market = Math.min(quantity, marketOff);
      const discounts = [{ promotionId: newId(PromotionId), amount: market, paidBy: 'marketplace' as const }];
      const money = { total: quantity, discounts, commission: Math.min(quantity, commission) };
      for (let from = 0; from < quantity; from += 1)
        sound(takingsOfLine({ ...cheap, ...money, quantity }, {}, from, from + 1));
    }),
  );
});

describe('an amount that is given back of what is left', () => {
  test('comes from everybody in proportion, and never more than there is', () => {
    fc.assert(
      fc.property(takings, fc.double({ min: 0, max: 1, noNaN: true }), (left, part) => {
        const amount = Math.floor(left.amount * part);
        const given = cut(left, amount);
        expect(given.amount).toBe(amount);
        sound(given);
        sound(minus(left, given));
      }),
    );
  });

  test('takes along everything when it is all', () => {
    fc.assert(fc.property(takings, (left) => expect(cut(left, left.amount)).toEqual(left)));
  });

  test('is what pieces cost as long as there is as much, and what there is otherwise', () => {
    fc.assert(
      fc.property(takings, takings, (worth, left) => {
        const given = within(worth, left);
        sound(given);
        sound(minus(left, given));
        expect(given.amount).toBeLessThanOrEqual(left.amount);
      }),
    );
    const worth = { amount: 100, shop: 90, commission: 10, marketDiscount: 0 };
    expect(within(worth, plus(worth, worth))).toEqual(worth);
    expect(within(worth, cut(worth, 50))).toEqual(cut(worth, 50));
  });
});
