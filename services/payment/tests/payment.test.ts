import { newId, OrderId, UserId } from '@credenza/contracts';
import { Conflict, type Stored } from '@credenza/service-kit';
import { describe, expect, test } from '@jest/globals';
import {
  cancelPayment,
  nextQuestion,
  openPayment,
  orderRefund,
  type Payment,
  PaymentState,
  paymentIdOf,
  recordCharge,
  recordRefund,
  refundIdOf,
  tombstone,
  transitions,
} from '../src/payment.ts';
import type { ChargeResult } from '../src/provider.ts';

const now = new Date('2026-11-23T12:00:00Z');
const later = new Date('2026-11-23T13:00:00Z');
const order = {
  orderId: newId(OrderId),
  buyerId: newId(UserId),
  total: 4_200,
  currency: 'EUR',
  paymentToken: 'tok_approve',
  expiresAt: '2026-11-23T12:15:00Z',
};
const stored = (payment: Payment): Stored<Payment> => ({ ...payment, _id: paymentIdOf(order.orderId), version: 1 });
const open = () => stored(openPayment(order, 'sandbox', now));
const inState = (state: PaymentState) => ({ ...open(), state });
const approved: ChargeResult = { status: 'approved', reference: 'ch_1', fee: 84 };
const declined: ChargeResult = { status: 'declined', reference: 'ch_1', reason: 'card_declined' };
const typesOf = (decision: { facts: { type: string }[] } | undefined) => decision?.facts.map((fact) => fact.type);

describe('ids', () => {
  test('an order has one payment and a payment one refund: their ids follow from each other', () => {
    const paymentId = paymentIdOf(order.orderId);
    expect(paymentId.slice(4)).toBe(order.orderId.slice(4));
    expect(paymentIdOf(order.orderId)).toBe(paymentId);
    expect(refundIdOf(paymentId)).toBe(`rfd_${order.orderId.slice(4)}`);
  });
});

describe('what the provider must be asked', () => {
  test.each([
    ['charging', now, 'charge'],
    ['charging', later, 'cancel'],
    ['canceling', now, 'cancel'],
    ['refunding', later, 'refund'],
    ['succeeded', later, undefined],
    ['failed', later, undefined],
    ['canceled', later, undefined],
    ['refunded', later, undefined],
  ] as const)('a payment that is %s at %s asks: %s', (state, at, question) => {
    expect(nextQuestion(inState(state), at)).toBe(question);
  });

  test('a charge that the provider has taken on is looked up, never asked for again', () => {
    expect(nextQuestion({ ...open(), reference: 'ch_1' }, now)).toBe('find');
    expect(nextQuestion({ ...open(), reference: 'ch_1' }, later)).toBe('cancel');
  });

  test('an order that was canceled before it was known is never charged', () => {
    expect(nextQuestion(tombstone(order, 'sandbox', now), now)).toBeUndefined();
  });
});

describe('what an answer changes', () => {
  test('an approval settles the payment, tells it and forgets the token', () => {
    const decision = recordCharge(open(), approved, now);
    expect(decision?.state).toMatchObject({ state: 'succeeded', reference: 'ch_1', fee: 84, settledAt: now });
    expect(decision?.state).toHaveProperty('token', undefined);
    expect(decision?.state).toHaveProperty('nextCheckAt', undefined);
    expect(typesOf(decision)).toEqual(['payment.succeeded']);
  });

  test('a refusal settles it with its reason', () => {
    const decision = recordCharge(open(), declined, now);
    expect(decision?.facts[0]).toMatchObject({ type: 'payment.failed', data: { reason: 'card_declined' } });
  });

  test('"later" tells nobody anything and is noted once', () => {
    const pending: ChargeResult = { status: 'pending', reference: 'ch_1' };
    const decision = recordCharge(open(), pending, now);
    expect(decision?.facts).toEqual([]);
    expect(recordCharge({ ...open(), reference: 'ch_1' }, pending, now)).toBeUndefined();
    expect(recordCharge(inState('succeeded'), pending, now)).toBeUndefined();
  });

  test('a charge that nobody made in time fails as expired', () => {
    expect(recordCharge(open(), { status: 'canceled' }, later)?.facts[0]).toMatchObject({
      type: 'payment.failed',
      data: { reason: 'expired' },
    });
  });

  test.each(['canceling', 'failed', 'canceled'] as const)('money that arrives when %s goes back', (state) => {
    const decision = recordCharge(inState(state), approved, now);
    expect(decision?.state).toMatchObject({ state: 'refunding', reference: 'ch_1' });
    expect(decision?.facts).toEqual([]);
    expect(nextQuestion({ ...inState('refunding') }, later)).toBe('refund');
  });

  test.each(['succeeded', 'refunding', 'refunded'] as const)(
    'an approval that comes again when %s changes nothing',
    (state) => {
      expect(recordCharge(inState(state), approved, now)).toBeUndefined();
    },
  );

  test.each(PaymentState.options.filter((state) => state !== 'refunding'))(
    'a refund is never recorded when %s',
    (state) => {
      expect(recordRefund(inState(state), 're_1', now)).toBeUndefined();
    },
  );

  test('a refund is told with the id it was asked for', () => {
    expect(recordRefund(inState('refunding'), 're_1', now)?.facts[0]).toMatchObject({
      type: 'payment.refunded',
      data: { refundId: refundIdOf(paymentIdOf(order.orderId)), amount: 4_200 },
    });
  });
});

describe('cancellation and refund', () => {
  test('a canceled order stops a charge, gives back a success and leaves the rest alone', () => {
    const after = Object.fromEntries(
      PaymentState.options.map((state) => [state, cancelPayment(inState(state), now)?.state.state ?? state]),
    );
    expect(after).toEqual({
      charging: 'canceling',
      canceling: 'canceling',
      succeeded: 'refunding',
      failed: 'failed',
      canceled: 'canceled',
      refunding: 'refunding',
      refunded: 'refunded',
    });
  });

  test.each(['charging', 'canceling', 'failed', 'canceled'] as const)('an admin cannot refund what is %s', (state) => {
    expect(() => orderRefund(inState(state), now)).toThrow(Conflict);
  });

  test('a refund that is ordered twice is one refund', () => {
    expect(orderRefund(inState('succeeded'), now)?.state.state).toBe('refunding');
    expect(orderRefund(inState('refunding'), now)).toBeUndefined();
    expect(orderRefund(inState('refunded'), now)).toBeUndefined();
  });

  test('from every state a way leads to rest, and none leads back to charging', () => {
    for (const state of PaymentState.options) {
      const next = Object.values(transitions[state]);
      expect(next).not.toContain('charging');
      if (nextQuestion(inState(state), now)) expect(next.length).toBeGreaterThan(0);
    }
  });
});
