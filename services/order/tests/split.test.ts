import { newId, orderCreated, PaymentId, SellerOrder, SellerOrderId, UserId } from '@credenza/contracts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { freezeLines, settle } from '../src/order.ts';
import { split } from '../src/split.ts';
import { sumOf } from '../src/takings.ts';
import { orderOf, pricedCart } from './priced-cart.ts';
import { sampleCart, sampleOrder } from './samples.ts';

const Facts = orderCreated.schema.pick({ sellerOrders: true, total: true, taxIncluded: true, destination: true });
const now = new Date('2026-03-01T12:00:00Z');

describe('splitting an order among its shops', () => {
  test('each shop has one part, its parts add up to what the cart said, and every line is in one of them', () => {
    fc.assert(
      fc.property(pricedCart, (cart) => {
        const { state } = orderOf(cart, now);
        expect(state.total).toBe(cart.totals?.total);
        expect(state.sellerOrders.reduce((sum, part) => sum + part.total, 0)).toBe(state.total);
        const sellers = state.sellerOrders.map(({ sellerId }) => sellerId);
        expect(new Set(sellers).size).toBe(sellers.length);
        expect(new Set(sellers)).toEqual(new Set(state.lines.map(({ sellerId }) => sellerId)));
        for (const part of state.sellerOrders) expect(SellerOrder.safeParse(part).success).toBe(true);
      }),
    );
  });

  test('a cart that says nothing of shipping and tax costs what its lines cost', () => {
    const { state } = sampleOrder(now);
    expect(state.sellerOrders.map(({ total }) => total)).toEqual(state.lines.map(({ total }) => total));
    expect(state.sellerOrders).toMatchObject([
      { state: 'new', shipping: 0, tax: 0 },
      { state: 'new', shipping: 0, tax: 0 },
    ]);
  });

  test('the same shop of the same order always has the same id, two shops never', () => {
    const { orderId, state } = sampleOrder(now);
    const again = split(orderId, state.lines).sellerOrders.map(({ sellerOrderId }) => sellerOrderId);
    expect(again).toEqual(state.sellerOrders.map(({ sellerOrderId }) => sellerOrderId));
    expect(new Set(again).size).toBe(2);
    expect(again.every((id) => SellerOrderId.safeParse(id).success)).toBe(true);
  });

  test('a cart whose parts do not add up charges nobody', () => {
    fc.assert(
      fc.property(pricedCart, fc.integer({ min: 1, max: 100 }), fc.boolean(), (cart, cents, whole) => {
        const { orderId, state } = orderOf(cart, now);
        const { totals, sellers = [] } = cart;
        if (!totals) return;
        const wrong = whole
          ? { sellers, totals: { ...totals, total: totals.total + cents } }
          : { totals, sellers: sellers.map((one) => ({ ...one, total: one.total + cents })) };
        expect(() => split(orderId, state.lines, wrong)).toThrow(/The cart says/);
      }),
    );
  });

  test('discounts that exceed a line, or taxes that exceed their sum, are no bill', () => {
    const cart = sampleCart(newId(UserId), [1_000]);
    const [line] = freezeLines(cart.lines, [], 0);
    if (!line) throw new Error('no line');
    const { orderId } = sampleOrder(now);
    const discounts = [
      { promotionId: 'prm_01j9zq6v8xe3tbd5wqmg8d2r4c' as never, amount: 1_001, paidBy: 'shop' as const },
    ];
    expect(() => split(orderId, [{ ...line, discounts }])).toThrow(/cannot be/);
    const said = {
      sellerId: line.sellerId,
      sellerName: '',
      items: 1_000,
      discount: 0,
      shipping: 0,
      tax: 1,
      total: 1_001,
    };
    const sellers = [{ ...said, shippingDiscounts: [], shippingOptions: [] }];
    expect(() => split(orderId, [{ ...line, tax: 2 }], { sellers })).toThrow(/cannot be/);
  });
});

test('discounts of the shop lower its commission, those of the marketplace do not', () => {
  const cart = sampleCart(newId(UserId), [10_000]);
  const promotionId = 'prm_01j9zq6v8xe3tbd5wqmg8d2r4c' as never;
  const lines = cart.lines.map((line) => ({
    ...line,
    discounts: [
      { promotionId, amount: 1_000, paidBy: 'shop' as const },
      { promotionId, amount: 2_000, paidBy: 'marketplace' as const },
    ],
  }));
  const [line] = freezeLines(lines, [], 1_000);
  expect(line).toMatchObject({ total: 10_000, commission: 900 });
  expect(sumOf(line?.discounts)).toBe(3_000);
});

test('the events of an order carry its parts and where it goes, and nothing of what happens inside', () => {
  fc.assert(
    fc.property(pricedCart, (cart) => {
      const { orderId, state, facts } = orderOf(cart, now);
      const paid = settle({ ...state, _id: orderId, version: 1 }, orderId, newId(PaymentId), now);
      for (const { data } of [...facts, ...(paid?.facts ?? [])]) {
        const { sellerOrders = [], total, taxIncluded, destination } = Facts.parse(data);
        expect(sellerOrders.reduce((sum, part) => sum + part.total, 0)).toBe(total);
        expect({ taxIncluded, destination }).toEqual({
          taxIncluded: cart.totals?.taxIncluded,
          destination: { country: 'DE' },
        });
        expect(sellerOrders[0]).not.toHaveProperty('parcels');
      }
    }),
    { numRuns: 20 },
  );
});
