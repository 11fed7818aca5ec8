import { newId, OrderLine, PaymentId, UserId } from '@credenza/contracts';
import { Conflict, type Decision, Refusal } from '@credenza/service-kit';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  cancelByBuyer,
  delayPayment,
  expire,
  failPayment,
  freezeLines,
  loseStock,
  type Order,
  recordRefund,
  requireLines,
  requireSameWish,
  settle,
} from '../src/order.ts';
import { after, sampleCart, sampleOrder } from './samples.ts';

const now = new Date('2026-03-01T12:00:00Z');
const later = (ms: number) => new Date(now.getTime() + ms);
const pay = newId(PaymentId);
const facts = (decision: Decision<Order> | undefined) => decision?.facts.map((fact) => fact.type) ?? [];

describe('freezing the lines', () => {
  test('the commission is frozen on each line, rounded half up to the cent', () => {
    const cart = sampleCart(newId(UserId), [1_995]);
    const [line] = freezeLines(cart.lines, [], 1_000);
    expect(line).toMatchObject({ unitPrice: 1_995, total: 1_995, commission: 200, commissionBasisPoints: 1_000 });
  });

  test('whatever the prices, a commission is between nothing and the whole line, and lines fit the contract', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 50_000_000 }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 0, max: 10_000 }),
        (prices, rate) => {
          for (const line of freezeLines(sampleCart(newId(UserId), prices).lines, [], rate)) {
            expect(OrderLine.safeParse(line).success).toBe(true);
            expect(line.total).toBe(line.unitPrice * line.quantity);
            expect(line.commission).toBeLessThanOrEqual(line.total);
            expect(Math.abs(line.commission - (line.total * rate) / 10_000)).toBeLessThanOrEqual(0.5);
          }
        },
      ),
    );
  });

  test('an empty cart cannot be ordered', () => {
    expect(() => requireLines([])).toThrow(Conflict);
  });
});

describe('a pending order', () => {
  const { order, orderId } = sampleOrder(now);

  test('is paid by a payment in time', () => {
    const decision = settle(order, orderId, pay, now);
    expect(decision?.state).toMatchObject({ status: 'paid', paymentId: pay });
    expect(facts(decision)).toEqual(['order.paid']);
  });

  test('is paid by a payment that comes just after its deadline, while the pieces are still held', () => {
    expect(facts(settle(order, orderId, pay, later(15 * 60_000)))).toEqual(['order.paid']);
  });

  test('is canceled and refunded by a payment that comes too late', () => {
    const decision = settle(order, orderId, pay, later(20 * 60_000));
    expect(decision?.state).toMatchObject({
      status: 'canceled',
      cancelReason: 'expired',
      refund: 'pending',
      paymentId: pay,
    });
    expect(decision?.facts[0]?.data).toMatchObject({ paymentId: pay });
  });

  test('is canceled by a declined payment, and its cart can be ordered again', () => {
    const decision = failPayment(order, orderId, 'declined', now);
    expect(decision?.state).toMatchObject({
      status: 'canceled',
      cancelReason: 'payment',
      cancelDetail: 'declined',
      checkoutOf: undefined,
    });
    expect(facts(decision)).toEqual(['order.canceled']);
  });

  test('says once that its payment takes longer, and goes on waiting', () => {
    const decision = delayPayment(order, now);
    expect(decision?.state.timeline?.at(-1)).toEqual({ at: now, what: 'payment-delayed' });
    expect(decision?.facts).toEqual([]);
    expect(delayPayment({ ...order, ...decision?.state }, now)).toBeUndefined();
  });

  test('expires only after its deadline', () => {
    expect(expire(order, orderId, now)).toBeUndefined();
    expect(facts(expire(order, orderId, later(15 * 60_000)))).toEqual(['order.canceled']);
  });

  test('loses its pieces: canceled, nothing to refund', () => {
    const decision = loseStock(order, orderId, now);
    expect(decision?.state).toMatchObject({ cancelReason: 'stock', refund: undefined });
  });
});

describe('a paid order', () => {
  const { order: pending, orderId } = sampleOrder(now);
  const order = after(pending, settle(pending, orderId, pay, now));

  test('is not touched by the same payment, a failure, an expiry', () => {
    expect(settle(order, orderId, pay, now)).toBeUndefined();
    expect(failPayment(order, orderId, 'declined', now)).toBeUndefined();
    expect(delayPayment(order, now)).toBeUndefined();
    expect(expire(order, orderId, later(1e9))).toBeUndefined();
  });

  test('that the buyer cancels asks for the money back', () => {
    const decision = cancelByBuyer(order, orderId, now);
    expect(decision?.state).toMatchObject({ status: 'canceled', refund: 'pending' });
    expect(decision?.facts[0]?.data).toMatchObject({ reason: 'buyer', paymentId: pay });
  });

  test('whose pieces are gone is refunded, never oversold', () => {
    expect(loseStock(order, orderId, now)?.state).toMatchObject({
      status: 'canceled',
      cancelReason: 'stock',
      refund: 'pending',
    });
  });

  test('whose money was given back at the provider is canceled by it', () => {
    const decision = recordRefund(order, orderId, { paymentId: pay, amount: order.total }, now);
    expect(decision?.state).toMatchObject({ status: 'canceled', refund: 'done' });
    expect(facts(decision)).toEqual(['order.canceled', 'order.refunded']);
  });
});

describe('a canceled order', () => {
  const { order: pending, orderId } = sampleOrder(now);
  const order = after(pending, cancelByBuyer(pending, orderId, now));

  test('refunds a late payment', () => {
    const decision = settle(order, orderId, pay, now);
    expect(decision?.state).toEqual({ paymentId: pay, refund: 'pending' });
    expect(decision?.facts[0]).toMatchObject({ type: 'order.canceled', data: { paymentId: pay } });
    expect(settle(after(order, decision), orderId, pay, now)).toBeUndefined();
  });

  test('is refunded once', () => {
    const paidLate = after(order, settle(order, orderId, pay, now));
    const refunded = recordRefund(paidLate, orderId, { paymentId: pay, amount: 1 }, now);
    expect(facts(refunded)).toEqual(['order.refunded']);
    expect(recordRefund(after(paidLate, refunded), orderId, { paymentId: pay, amount: 1 }, now)).toBeUndefined();
  });

  test('cannot be canceled twice', () => {
    expect(cancelByBuyer(order, orderId, now)).toBeUndefined();
    expect(loseStock(order, orderId, now)).toBeUndefined();
  });
});

describe('a key that is used again', () => {
  const { order } = sampleOrder(now);
  const { cartVersion, shippingAddress } = order;

  test('stands for its order when the same is asked for', () => {
    expect(requireSameWish(order, { cartVersion, shippingAddress: { ...shippingAddress } })).toBe(order);
  });

  test('is refused for anything else', () => {
    const elsewhere = { ...shippingAddress, city: 'Hamburg' };
    expect(() => requireSameWish(order, { cartVersion, shippingAddress: elsewhere })).toThrow(Refusal);
    expect(() => requireSameWish(order, { cartVersion: cartVersion + 1, shippingAddress })).toThrow(Refusal);
  });
});
