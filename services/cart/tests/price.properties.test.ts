import type { LineDiscount } from '@credenza/contracts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { listPrice } from '../src/pricing/goods.ts';
import { price } from '../src/pricing/price.ts';
import { share, spread } from '../src/pricing/shares.ts';
import { priceRequest } from './baskets.ts';

const sum = (amounts: number[]) => amounts.reduce((all, one) => all + one, 0);
const off = (discounts: LineDiscount[]) => sum(discounts.map(({ amount }) => amount));

describe('whatever is in the cart and whatever is on', () => {
  test('lines add up to shops, shops to the whole, and promotions to what is taken off', () => {
    fc.assert(
      fc.property(priceRequest, (request) => {
        const { lines, sellers, totals, promotions } = price(request);
        for (const seller of sellers) {
          const own = request.goods.filter(({ sellerId }) => sellerId === seller.sellerId);
          const priced = own.flatMap(({ lineId }) => lines[lineId] ?? []);
          expect(seller.items).toBe(listPrice(own));
          expect(seller.discount).toBe(sum(priced.map(({ discounts }) => off(discounts))));
          expect(seller.shipping).toBe((seller.shippingOption?.price ?? 0) - off(seller.shippingDiscounts));
          expect(seller.tax).toBeGreaterThanOrEqual(sum(priced.map(({ tax }) => tax)));
          const onTop = totals.taxIncluded ? 0 : seller.tax;
          expect(seller.total).toBe(seller.items - seller.discount + seller.shipping + onTop);
        }
        for (const field of ['items', 'discount', 'shipping', 'tax', 'total'] as const)
          expect(totals[field]).toBe(sum(sellers.map((seller) => seller[field])));
        const taken = totals.discount + sum(sellers.map(({ shippingDiscounts }) => off(shippingDiscounts)));
        expect(sum(promotions.map(({ amount }) => amount))).toBe(taken);
        expect(listPrice(request.goods)).toBe(totals.items);
      }),
    );
  });

  test('nothing is negative, and nothing costs less than nothing', () => {
    fc.assert(
      fc.property(priceRequest, (request) => {
        const { lines, sellers, totals } = price(request);
        for (const one of request.goods) {
          const line = lines[one.lineId];
          expect(off(line?.discounts ?? [])).toBeLessThanOrEqual(listPrice([one]));
          expect(line?.discounts.filter(({ amount }) => amount <= 0)).toEqual([]);
          expect(line?.tax).toBeGreaterThanOrEqual(0);
        }
        const amounts = [totals, ...sellers].flatMap(({ items, discount, shipping, tax, total }) => [
          ...[items, discount, shipping, tax, total],
        ]);
        expect(amounts.every((amount) => Number.isSafeInteger(amount) && amount >= 0)).toBe(true);
      }),
    );
  });

  test('the order of the lines and of the promotions changes nothing', () => {
    fc.assert(
      fc.property(priceRequest, fc.infiniteStream(fc.nat(1_000)), (request, dice) => {
        const shuffled = <Item>(items: readonly Item[]) =>
          items
            .map((item) => ({ item, at: dice.next().value ?? 0 }))
            .sort((one, other) => one.at - other.at)
            .map(({ item }) => item);
        const { promotions, ...rest } = price(request);
        const again = price({
          ...request,
          goods: shuffled(request.goods),
          promotions: shuffled(request.promotions),
        });
        expect(again).toMatchObject(rest);
        expect(new Set(again.promotions.map(({ amount, promotionId }) => `${promotionId} ${amount}`))).toEqual(
          new Set(promotions.map(({ amount, promotionId }) => `${promotionId} ${amount}`)),
        );
      }),
    );
  });

  test('one more promotion never makes a cart without minimums dearer', () => {
    fc.assert(
      fc.property(priceRequest, (request) => {
        const all = request.promotions.map((one) => ({ ...one, combinable: true }));
        const taken = all.map((_, count) => price({ ...request, promotions: all.slice(0, count) }).promotions);
        const sums = taken.map((applied) => sum(applied.map(({ amount }) => amount)));
        // A discount that comes earlier leaves less to those after it: rounding may move a cent for each of them.
        sums.slice(1).forEach((now, index) => {
          expect(now).toBeGreaterThanOrEqual((sums[index] ?? 0) - all.length * request.goods.length);
        });
      }),
    );
  });
});

describe('cutting', () => {
  test('stretches add up to the whole, however it is cut', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000_000), fc.array(fc.nat(1_000), { minLength: 1, maxLength: 8 }), (total, steps) => {
        const of = sum(steps);
        let at = 0;
        const parts = steps.map((step) => {
          at += step;
          return share(total, at - step, at, of);
        });
        expect(sum(parts)).toBe(of === 0 ? 0 : total);
      }),
    );
  });

  test('a spread amount is exactly given, and to nobody more than their weight', () => {
    const weights = fc.array(fc.nat(100_000), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(weights, fc.double({ min: 0, max: 1, noNaN: true }), (each, part) => {
        const amount = Math.floor(sum(each) * part);
        const parts = spread(amount, each);
        expect(sum(parts)).toBe(amount);
        expect(parts.every((one, index) => one >= 0 && one <= (each[index] ?? 0))).toBe(true);
      }),
    );
  });
});
