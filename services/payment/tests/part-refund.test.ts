import { newId, RefundId, UserId } from '@credenza/contracts';
import { Reject, type Stored, startService } from '@credenza/service-kit';
import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { orderPart, recordPart, refusePart } from '../src/part-refund.ts';
import {
  cancelPayment,
  nextQuestion,
  openPayment,
  type Payment,
  paymentIdOf,
  recordRefund,
  restOf,
} from '../src/payment.ts';
import { service } from '../src/service.ts';
import { type Bought, bought } from './orders.ts';
import { openShop, type Shop } from './shop.ts';

let shop: Shop;
let hours = 0;
const now = () => new Date(Date.now() + hours * 3_600_000);
beforeAll(async () => {
  // Nothing here is about answers that come late, and a busy machine must not look like a provider that is away.
  shop = await openShop({ now, env: { PAYMENT_TIMEOUT_MS: '20000' } });
});
afterAll(() => shop?.stop());

/** A charged order of 10,000 from one shop and 5,000 from another. */
async function charged(token = 'tok_approve'): Promise<Bought> {
  const order = bought(token, [{ price: 10_000 }, { price: 5_000 }], { expiresInMs: (hours + 48) * 3_600_000 });
  await shop.deliver(order.created);
  return order;
}
const settledParts = async ({ orderId }: Bought) => {
  const { relay } = shop.running;
  const left = await relay.journal.find({ type: 'refund.settled', 'envelope.data.orderId': orderId }).lean();
  return left.map(({ envelope }) => envelope);
};

describe('a part of the charge goes back', () => {
  test.each([
    [
      'for pieces that are canceled',
      (order: Bought, back: { refundId: RefundId }) => order.reduced(0, { amount: 3_000, ...back }),
    ],
    [
      'for pieces that came back',
      (order: Bought, back: { refundId: RefundId }) => order.returned(0, { amount: 3_000, ...back }),
    ],
    [
      'for a dispute that the buyer wins',
      (order: Bought, back: { refundId: RefundId }) => order.resolved(0, { amount: 3_000, ...back }),
    ],
  ])('%s: once, however often it is told', async (_what, told) => {
    const order = await charged();
    const refundId = newId(RefundId);
    await Promise.all(Array.from({ length: 10 }, () => shop.deliver<unknown>(told(order, { refundId }))));
    expect(await shop.charge(order.orderId)).toMatchObject({
      refunds: [{ id: refundId, amount: 3_000, reference: `sbr_${refundId}` }],
    });
    expect(await shop.payment(order.orderId)).toMatchObject({
      state: 'succeeded',
      refunds: [{ refundId, sellerId: order.parts[0]?.sellerId, amount: 3_000, status: 'settled' }],
    });
    const event = await shop.published('refund.settled', (one) => one.subject === refundId);
    expect(event.data).toEqual({
      refundId,
      paymentId: paymentIdOf(order.orderId),
      orderId: order.orderId,
      buyerId: order.buyerId,
      sellerId: order.parts[0]?.sellerId,
      amount: 3_000,
      currency: 'EUR',
    });
    await eventually(async () => (await shop.payment(order.orderId)).nextCheckAt === undefined);
    expect(await settledParts(order)).toHaveLength(1);
    expect(await shop.audited(order.orderId)).toEqual(['payment.charged', 'payment.part-refunded']);
  });

  test('not for a dispute that is dismissed', async () => {
    const order = await charged();
    await shop.deliver(order.resolved(0));
    expect((await shop.payment(order.orderId)).refunds).toBeUndefined();
  });

  test('for nothing when the pieces had cost the buyer nothing', async () => {
    const order = await charged();
    const refundId = newId(RefundId);
    await shop.deliver(order.reduced(0, { refundId, amount: 0, commission: 10, marketDiscount: 100 }));
    await shop.published('refund.settled', (one) => one.subject === refundId);
    expect((await shop.charge(order.orderId))?.refunds).toBeUndefined();
  });

  test('although the provider confirms it only at the third time', async () => {
    const order = await charged('tok_refund_retry');
    const refundId = newId(RefundId);
    await shop.deliver(order.reduced(0, { refundId, amount: 3_000 }));
    expect(await shop.payment(order.orderId)).toMatchObject({ refunds: [{ status: 'ordered' }] });
    await shop.published('refund.settled', (one) => one.subject === refundId);
    expect(await shop.charge(order.orderId)).toMatchObject({ refundCalls: 3, refunds: [{ amount: 3_000 }] });
  });

  test('after a crash between the order for it and the refund: the job gives it back', async () => {
    const order = await charged();
    const { aggregates } = shop.running.context.payments;
    const { sellerId, refund } = order.reduced(1, { amount: 5_000 }).data;
    await aggregates.change(paymentIdOf(order.orderId), (payment) => orderPart(payment, sellerId, refund, now()));
    hours += 1;
    await shop.runJob('settle-overdue');
    expect(await shop.payment(order.orderId)).toMatchObject({ refunds: [{ status: 'settled' }] });
    expect(await shop.charge(order.orderId)).toMatchObject({ refunds: [{ amount: 5_000 }] });
  });
});

describe('all refunds of an order together', () => {
  test('give back what was charged when 20 parts and the cancellation come at once to two replicas', async () => {
    const env = { ...shop.env, PORT: '0', DAPR_HTTP_PORT: String(shop.sidecar.httpPort) };
    const replica = await startService(service, { env, now, keys: shop.keys });
    try {
      for (const token of ['tok_approve', 'tok_refund_retry']) {
        const order = await charged(token);
        const reductions = Array.from({ length: 20 }, (_, i) => order.reduced(i % 2, { amount: 250 }));
        const other = supertest(replica.url);
        const twice: Promise<unknown>[] = [...reductions, order.canceled, ...reductions.slice(0, 10)].map(
          async (fact, i) => {
            if (i % 2 === 0) return await shop.deliver<unknown>(fact);
            const { event } = await shop.deliver<unknown>(fact);
            return await other
              .post(`/events/${event.type}`)
              .set('dapr-api-token', shop.appToken)
              .set('content-type', 'application/cloudevents+json')
              .send(JSON.stringify(event));
          },
        );
        await Promise.all(twice);
        await eventually(async () => (await shop.payment(order.orderId)).state === 'refunded', 30_000);
        await eventually(async () => (await shop.payment(order.orderId)).refunds?.length === 20, 30_000);
        const refunds = (await shop.charge(order.orderId))?.refunds ?? [];
        expect(refunds.reduce((sum, { amount }) => sum + amount, 0)).toBe(15_000);
        await eventually(async () => (await settledParts(order)).length === 20);
        expect(new Set((await settledParts(order)).map(({ subject }) => subject)).size).toBe(20);
        const whole = await shop.published('payment.refunded', (one) => one.subject === paymentIdOf(order.orderId));
        const rest = refunds.find(({ id }) => id.slice(4) === order.orderId.slice(4));
        expect(whole.data).toMatchObject({ amount: rest?.amount ?? 0 });
      }
    } finally {
      await replica.stop();
    }
  });

  test('never exceed the charge: what is too much waits for a person', async () => {
    const order = await charged();
    await shop.deliver(order.reduced(0, { amount: 10_000 }));
    const { event } = await shop.deliver(order.returned(0, { amount: 6_000 }));
    const dead = await shop.running.inbox.deliveries.findById(event.id).lean();
    expect(dead).toMatchObject({ status: 'dead', error: expect.stringContaining('more than is left') });
    await shop.deliver(order.reduced(1, { amount: 5_000 }));
    expect((await shop.charge(order.orderId))?.refunds?.map(({ amount }) => amount)).toEqual([10_000, 5_000]);
  });

  test('leave nothing for the cancellation of an order that is back piece by piece', async () => {
    const order = await charged();
    await shop.deliver(order.reduced(0, { amount: 10_000 }));
    await shop.deliver(order.reduced(1, { amount: 5_000 }));
    await shop.deliver(order.canceled);
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'refunded' });
    expect((await shop.charge(order.orderId))?.refunds).toHaveLength(2);
    const event = await shop.published('payment.refunded', (one) => one.subject === paymentIdOf(order.orderId));
    expect(event.data).toMatchObject({ amount: 0 });
  });

  test('a part that the provider refuses stops no other, and waits for a person who can try it again', async () => {
    const order = await charged();
    const { model } = shop.running.context.sandbox.charges;
    await model.updateOne({ _id: paymentIdOf(order.orderId) }, { $set: { amount: 2_000 } });
    const { event } = await shop.deliver(order.reduced(0, { amount: 3_000 }));
    await shop.deliver(order.reduced(1, { amount: 1_000 }));
    expect((await shop.payment(order.orderId)).refunds?.map(({ status }) => status)).toEqual(['refused', 'settled']);
    expect(await shop.running.inbox.deliveries.findById(event.id).lean()).toMatchObject({ status: 'dead' });
    await model.updateOne({ _id: paymentIdOf(order.orderId) }, { $set: { amount: 15_000 } });
    await shop.running.inbox.replay(event.id);
    await shop.published('refund.settled', (one) => one.subject === event.data.refund.refundId);
    expect((await shop.charge(order.orderId))?.refunds).toHaveLength(2);
  });

  test('are shown to the buyer', async () => {
    const buyer = await shop.user('buyer');
    const order = bought('tok_approve', [{ price: 4_000 }], {
      buyerId: buyer.userId,
      expiresInMs: (hours + 1) * 3_600_000,
    });
    await shop.deliver(order.created);
    const refundId = newId(RefundId);
    await shop.deliver(order.reduced(0, { refundId, amount: 500 }));
    const path = `/api/payments/${paymentIdOf(order.orderId)}`;
    const { body } = await shop.http.get(path).set('authorization', buyer.authorization).expect(200);
    expect(body.refunds).toEqual([{ refundId, sellerId: order.parts[0]?.sellerId, amount: 500, status: 'settled' }]);
  });
});

describe('the rules', () => {
  const order = bought('tok_approve', [{ price: 10_000 }]);
  const sellerId = newId(UserId);
  const at = new Date('2026-11-23T12:00:00Z');
  const payment = (state: Payment['state']): Stored<Payment> => ({
    ...openPayment(order.created.data, 'sandbox', at),
    _id: paymentIdOf(order.orderId),
    version: 1,
    state,
  });
  const refund = (amount: number, about = {}) => ({
    refundId: newId(RefundId),
    amount,
    shop: amount,
    commission: 0,
    marketDiscount: 0,
    ...about,
  });
  const after = (before: Stored<Payment>, decision: ReturnType<typeof orderPart>): Stored<Payment> => ({
    ...before,
    ...decision?.state,
    state: decision?.state.state ?? before.state,
  });

  test('refuse parts that do not add up', () => {
    expect(() => orderPart(payment('succeeded'), sellerId, refund(100, { commission: 1 }), at)).toThrow(Reject);
  });

  test('a part that comes while the charge is under way is asked for once there is a charge', () => {
    const early = after(payment('charging'), orderPart(payment('charging'), sellerId, refund(100), at));
    expect(nextQuestion(early, at)).toBe('charge');
    expect(nextQuestion({ ...early, state: 'succeeded' }, at)).toBe('refundPart');
  });

  test.each(['canceling', 'failed', 'canceled', 'refunding'] as const)(
    'a part of a payment that is %s is covered by the refund of the whole, and told with it',
    (state) => {
      const decision = orderPart(payment(state), sellerId, refund(100), at);
      expect(decision).toMatchObject({ state: { refunds: [{ status: 'covered' }] }, facts: [] });
      const whole = recordRefund({ ...after(payment(state), decision), state: 'refunding' }, 're_1', at);
      expect(whole?.facts.map(({ type }) => type)).toEqual(['payment.refunded', 'refund.settled']);
      expect(whole?.facts[0]?.data).toMatchObject({ amount: 10_000 });
    },
  );

  test('a part that comes after the refund of the whole is told at once', () => {
    expect(orderPart(payment('refunded'), sellerId, refund(100), at)?.facts).toMatchObject([
      { type: 'refund.settled' },
    ]);
  });

  test('a refused part belongs to the rest again, and a cancellation takes it along', () => {
    const one = refund(3_000);
    const ordered = after(payment('succeeded'), orderPart(payment('succeeded'), sellerId, one, at));
    expect(restOf(ordered)).toBe(7_000);
    const refused = after(ordered, refusePart(ordered, one.refundId, 'no', at));
    expect(restOf(refused)).toBe(10_000);
    expect(nextQuestion(refused, at)).toBeUndefined();
    const canceled = after(refused, cancelPayment(refused, at));
    expect(orderPart(canceled, sellerId, one, at)).toBeUndefined();
    expect(recordRefund(canceled, 're', at)?.facts).toHaveLength(2);
  });

  test('an answer that comes again changes nothing', () => {
    const one = refund(3_000);
    const ordered = after(payment('succeeded'), orderPart(payment('succeeded'), sellerId, one, at));
    expect(orderPart(ordered, sellerId, one, at)).toBeUndefined();
    const settled = after(ordered, recordPart(ordered, one.refundId, 're', at));
    expect(recordPart(settled, one.refundId, 're', at)).toBeUndefined();
    expect(refusePart(settled, one.refundId, 'no', at)).toBeUndefined();
    expect(recordPart(settled, newId(RefundId), 're', at)).toBeUndefined();
  });
});
