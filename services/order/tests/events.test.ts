import {
  cartUpdated,
  newId,
  OrderId,
  paymentDelayed,
  paymentFailed,
  paymentRefunded,
  paymentSucceeded,
  stockReleased,
  UserId,
} from '@credenza/contracts';
import { type Harness, startForTest, type TestUser } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import type { Order } from '../src/order.ts';
import { service } from '../src/service.ts';
import { sampleCart, sampleOrder, samplePayment } from './samples.ts';

let kit: Harness<Context>;
let buyer: TestUser;

beforeAll(async () => {
  kit = await startForTest(service);
  buyer = await kit.user('buyer');
});
afterAll(() => kit?.stop());

async function placed(over: Partial<Order> = {}) {
  const { orderId, state } = sampleOrder(new Date(), buyer.userId);
  await kit.running.context.orders.create(orderId, { ...state, ...over });
  return { orderId, order: state };
}
const money = (orderId: OrderId, paymentId = samplePayment()) =>
  ({ paymentId, orderId, buyerId: buyer.userId, amount: 100, currency: 'EUR', provider: 'sandbox' }) as const;
const status = async (orderId: OrderId) => (await kit.running.context.orders.get(orderId)).status;

describe('the cascade', () => {
  test('payment.succeeded pays the order and order.paid leaves once, however often it comes', async () => {
    const { orderId } = await placed();
    const fact = paymentSucceeded.of({ ...money(orderId), providerReference: 'ch_1' });
    const { event } = await kit.deliver(fact);
    await Promise.all([kit.deliver(fact), kit.deliver(fact), kit.deliver(fact, { id: event.id })]);
    expect(await status(orderId)).toBe('paid');
    await kit.published('order.paid', (one) => one.subject === orderId);
    expect(await kit.running.relay.journal.countDocuments({ type: 'order.paid', subject: orderId })).toBe(1);
  });

  test('payment.delayed leaves the order waiting and says so on its timeline, once', async () => {
    const { orderId } = await placed();
    for (let time = 0; time < 2; time += 1) await kit.deliver(paymentDelayed.of(money(orderId)));
    const { status: now, timeline } = await kit.running.context.orders.get(orderId);
    expect({ now, what: timeline.map(({ what }) => what) }).toEqual({
      now: 'pending',
      what: ['created', 'payment-delayed'],
    });
  });

  test('payment.failed cancels the order and says why', async () => {
    const { orderId } = await placed();
    await kit.deliver(paymentFailed.of({ ...money(orderId), reason: 'card declined' }));
    expect(await kit.running.context.orders.get(orderId)).toMatchObject({
      status: 'canceled',
      cancelReason: 'payment',
      cancelDetail: 'card declined',
    });
    await kit.published('order.canceled', (one) => one.subject === orderId);
  });

  test('a payment that comes after a cancel is refunded, and the refund closes the order', async () => {
    const { orderId } = await placed();
    await kit.http.post(`/api/orders/${orderId}/cancel`).set('authorization', buyer.authorization).expect(200);
    const paid = money(orderId);
    await kit.deliver(paymentSucceeded.of({ ...paid, providerReference: 'ch_2' }));
    const asked = await kit.published('order.canceled', (one) => one.subject === orderId && one.aggregateversion === 3);
    expect(asked.data).toMatchObject({ paymentId: paid.paymentId });
    await kit.deliver(paymentRefunded.of({ ...paid, refundId: 'rfd_01j9zq6v8xe3tbd5wqmg8d2r4c' as never }));
    expect(await kit.running.context.orders.get(orderId)).toMatchObject({ status: 'canceled', refund: 'done' });
    await kit.published('order.refunded', (one) => one.subject === orderId);
  });

  test('pieces that were released cancel the order; a hold without an order concerns nobody', async () => {
    const { orderId, order } = await placed();
    const lines = order.lines.map(({ variantId, productId, quantity }) => ({ variantId, productId, quantity }));
    await kit.deliver(stockReleased.of({ orderId, reason: 'expired', lines }));
    expect(await status(orderId)).toBe('canceled');
    const stray = await kit.deliver(stockReleased.of({ orderId: newId(OrderId), reason: 'expired', lines }));
    expect(await kit.running.inbox.deliveries.countDocuments({ _id: stray.event.id })).toBe(0);
  });

  test('an unpaid order expires, a paid one does not', async () => {
    const overdue = await placed({ expiresAt: new Date(Date.now() - 1_000) });
    const paid = await placed({ expiresAt: new Date(Date.now() - 1_000) });
    await kit.deliver(paymentSucceeded.of({ ...money(paid.orderId), providerReference: 'ch_3' }));
    await kit.runJob('expire-orders');
    expect(await status(overdue.orderId)).toBe('canceled');
    expect(await status(paid.orderId)).toBe('paid');
  });

  test('orders that cannot be expired, be they ever so many, do not keep the others from it', async () => {
    const broken = { lines: [], expiresAt: new Date(Date.now() - 60_000) };
    const stuck = await Promise.all(Array.from({ length: 205 }, () => placed(broken)));
    const overdue = await placed({ expiresAt: new Date(Date.now() - 1_000) });
    await kit.runJob('expire-orders');
    expect(await status(overdue.orderId)).toBe('canceled');
    await kit.running.db
      .collection('orders')
      .deleteMany({ _id: { $in: stuck.map(({ orderId }) => orderId as never) } });
  });
});

test('an older cart never overwrites a newer one', async () => {
  const userId = newId(UserId);
  const cart = sampleCart(userId);
  for (const version of [2, 5, 4, 1]) {
    await kit.deliver(cartUpdated.of({ ...cart, userId, version, cause: 'added' }), { version });
  }
  expect((await kit.running.context.carts.find(userId))?.version).toBe(5);
});
