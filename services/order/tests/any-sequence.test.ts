import { newId, type OrderId, PaymentId } from '@credenza/contracts';
import type { Decision } from '@credenza/service-kit';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  cancelByBuyer,
  expire,
  failPayment,
  loseStock,
  type Order,
  recordRefund,
  type StoredOrder,
  settle,
} from '../src/order.ts';
import { after, sampleOrder } from './samples.ts';

const start = new Date('2026-03-01T12:00:00Z');
const paymentId = newId(PaymentId);
type Rule = (order: StoredOrder, id: OrderId, at: Date) => Decision<Order> | undefined;

/** Everything that can happen to an order that was created. */
const rules = {
  succeeded: (order, id, at) => settle(order, id, paymentId, at),
  failed: (order, id, at) => failPayment(order, id, 'declined', at),
  refunded: (order, id, at) => recordRefund(order, id, { paymentId, amount: order.total }, at),
  canceled: cancelByBuyer,
  released: loseStock,
  expired: expire,
} satisfies Record<string, Rule>;
type Happening = keyof typeof rules;
const happenings = Object.keys(rules) as Happening[];

const anything = fc.record({ what: fc.constantFrom(...happenings), waitMs: fc.integer({ min: 0, max: 20 * 60_000 }) });
const sequences = fc.array(anything, { maxLength: 25 });

interface Told {
  type: string;
  paymentId: unknown;
}
const toldBy = (decision: Decision<Order> | undefined): Told[] =>
  (decision?.facts ?? []).map(({ type, data }) => ({ type, paymentId: Reflect.get(Object(data), 'paymentId') }));

/** Lets a sequence happen, and looks at the order before and after each step. */
function play(
  sequence: { what: Happening; waitMs: number }[],
  look: (step: { what: Happening; before: StoredOrder; now: StoredOrder; told: Told[]; all: Told[] }) => void,
): void {
  const { order: first, orderId } = sampleOrder(start);
  let order = first;
  let clock = start.getTime();
  const all: Told[] = [];
  for (const { what, waitMs } of sequence) {
    clock += waitMs;
    const decision = rules[what](order, orderId, new Date(clock));
    const now = after(order, decision);
    const told = toldBy(decision);
    all.push(...told);
    look({ what, before: order, now, told, all });
    expect(rules[what](now, orderId, new Date(clock))).toBeUndefined();
    order = now;
  }
}

const always = (property: fc.IProperty<[{ what: Happening; waitMs: number }[]]>) =>
  fc.assert(property, { numRuns: 1_000 });

describe('whatever happens to an order, in whatever order and however often,', () => {
  test('a canceled order keeps no money: what has arrived is asked back, or is back', () => {
    always(
      fc.property(sequences, (sequence) => {
        let arrived = false;
        play(sequence, ({ what, now }) => {
          arrived ||= what === 'succeeded' || what === 'refunded';
          if (now.status === 'canceled' && arrived) expect(now.refund).toMatch(/pending|done/);
          if (now.status === 'canceled' && !arrived) expect(now.refund).toBeUndefined();
          if (now.status === 'paid') expect([now.refund, now.paymentId]).toEqual([undefined, paymentId]);
        });
      }),
    );
  });

  test('a payment that comes too late is asked back in the same breath, once', () => {
    always(
      fc.property(sequences, (sequence) => {
        play(sequence, ({ what, before, now, told, all }) => {
          const late = what === 'succeeded' && now.status === 'canceled' && before.refund === undefined;
          if (late) expect(told).toEqual([{ type: 'order.canceled', paymentId }]);
          const asked = all.filter((one) => one.type === 'order.canceled' && one.paymentId !== undefined);
          expect(asked.length).toBeLessThanOrEqual(1);
          if (now.refund === 'pending') expect(asked).toHaveLength(1);
        });
      }),
    );
  });

  test('it never comes back to life, and is told to be paid, canceled and refunded once each', () => {
    const next = { pending: ['pending', 'paid', 'canceled'], paid: ['paid', 'canceled'], canceled: ['canceled'] };
    always(
      fc.property(sequences, (sequence) => {
        play(sequence, ({ what, before, now, told, all }) => {
          expect(next[before.status]).toContain(now.status);
          const undone = before.status === 'paid' && now.status === 'canceled';
          if (undone) expect(['canceled', 'released', 'refunded']).toContain(what);
          const count = (type: string) => all.filter((one) => one.type === type).length;
          expect(count('order.paid')).toBeLessThanOrEqual(1);
          expect(count('order.refunded')).toBe(now.refund === 'done' ? 1 : 0);
          // A second time only to ask back a payment that the first did not know of.
          const blind = all.filter((one) => one.type === 'order.canceled' && one.paymentId === undefined).length;
          expect(blind).toBeLessThanOrEqual(1);
          if (before.status === 'canceled') expect(told.map(({ type }) => type)).not.toContain('order.paid');
          if (before.refund === 'done') expect(now).toBe(before);
        });
      }),
    );
  });

  test('its cart can be ordered again just when it is canceled, and its timeline tells what it is', () => {
    always(
      fc.property(sequences, (sequence) => {
        play(sequence, ({ now }) => {
          expect(now.checkoutOf === undefined).toBe(now.status === 'canceled');
          const story = now.timeline.map(({ what }) => what);
          expect(story[0]).toBe('created');
          expect(new Set(story).size).toBe(story.length);
          expect(story.includes('canceled')).toBe(now.status === 'canceled');
          expect(story.includes('refunded')).toBe(now.refund === 'done');
          const times = now.timeline.map(({ at }) => at.getTime());
          expect(times).toEqual([...times].sort((a, b) => a - b));
        });
      }),
    );
  });
});

test('once all messages have arrived, in any order and some of them twice, the shop has the money just when the order is paid', () => {
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.array(fc.constantFrom<Happening>('canceled', 'released', 'expired'), { maxLength: 3 }),
      fc.boolean(),
      fc.array(fc.tuple(fc.nat(), fc.boolean(), fc.integer({ min: 0, max: 6 * 60_000 })), { maxLength: 40 }),
      (approves, outside, adminRefunds, deliveries) => {
        const { order: first, orderId } = sampleOrder(start);
        let order = first;
        let clock = start.getTime();
        const money = { charged: false, back: false, stopped: false };
        const messages: (Happening | 'order.created' | 'order.canceled' | 'admin')[] = ['order.created', ...outside];
        if (adminRefunds) messages.push('admin');

        const giveBack = () => {
          if (!money.charged || money.back) return;
          money.back = true;
          messages.push('refunded');
        };
        function deliver(message: (typeof messages)[number]): void {
          if (message === 'order.created') {
            if (money.charged || money.stopped) return;
            money.charged = approves;
            messages.push(approves ? 'succeeded' : 'failed');
          } else if (message === 'order.canceled' || message === 'admin') {
            money.stopped ||= message === 'order.canceled';
            giveBack();
          } else {
            const decision = rules[message](order, orderId, new Date(clock));
            order = after(order, decision);
            for (const { type } of decision?.facts ?? []) if (type === 'order.canceled') messages.push(type);
          }
        }
        for (const [choice, twice, waitMs] of deliveries) {
          clock += waitMs;
          const [message] = messages.splice(choice % Math.max(1, messages.length), 1);
          if (message === undefined) break;
          deliver(message);
          if (twice) deliver(message);
        }
        for (let message = messages.shift(); message !== undefined; message = messages.shift()) deliver(message);

        expect(money.charged && !money.back).toBe(order.status === 'paid');
        if (order.status === 'canceled') expect(order.refund).toBe(money.charged ? 'done' : undefined);
        expect(order.status).not.toBe('pending');
      },
    ),
    { numRuns: 3_000 },
  );
});
