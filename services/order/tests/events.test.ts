import {
  cartUpdated,
  newId,
  OrderId,
  paymentFailed,
  paymentRefunded,
  paymentSucceeded,
  stockReleased,
  UserId,
} from '@credenza/contracts';
import { eventually, type Harness, startForTest, type TestUser } from '@credenza/service-kit/testing';
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

describe('who sees what', () => {
  test('an order is its buyer’s and the admin’s; for everybody else it does not exist', async () => {
    const { orderId } = await placed();
    const [other, seller, admin] = await Promise.all([kit.user('buyer'), kit.user('seller'), kit.user('admin')]);
    const get = (who: TestUser) => kit.http.get(`/api/orders/${orderId}`).set('authorization', who.authorization);
    await get(buyer).expect(200);
    await get(admin).expect(200);
    await get(other).expect(404);
    await get(seller).expect(403);
    await kit.http.post(`/api/orders/${orderId}/cancel`).set('authorization', other.authorization).expect(404);
    expect(await status(orderId)).toBe('pending');
  });

  test('the commission is nobody’s business but the shop’s', async () => {
    const { orderId } = await placed();
    const answer = await kit.http.get(`/api/orders/${orderId}`).set('authorization', buyer.authorization);
    expect(JSON.stringify(answer.body)).not.toContain('commission');
  });

  test('the list is the newest first, by status, page by page, without a gap', async () => {
    const person = await kit.user('buyer');
    const ids: string[] = [];
    for (let i = 0; i < 7; i += 1) {
      const { orderId, state } = sampleOrder(new Date(), person.userId);
      await kit.running.context.orders.create(orderId, state);
      ids.unshift(orderId);
    }
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await kit.http
        .get(`/api/orders?limit=3&status=pending${cursor && `&cursor=${cursor}`}`)
        .set('authorization', person.authorization)
        .expect(200);
      seen.push(...body.items.map((one: { orderId: string }) => one.orderId));
      cursor = body.nextCursor ?? '';
    } while (cursor);
    expect(seen).toEqual([...ids].sort().reverse());
    const paid = await kit.http.get('/api/orders?status=paid').set('authorization', person.authorization);
    expect(paid.body).toEqual({ items: [] });
  });
});

describe('canceling', () => {
  test('twice is once, and an old version is refused', async () => {
    const { orderId } = await placed();
    const cancel = () => kit.http.post(`/api/orders/${orderId}/cancel`).set('authorization', buyer.authorization);
    await cancel().set('if-match', '"9"').expect(412);
    const answers = await Promise.all([cancel(), cancel(), cancel()]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    await eventually(
      async () => (await kit.running.relay.journal.countDocuments({ type: 'order.canceled', subject: orderId })) === 1,
    );
  });
});

test('a checkout needs a key, and while product is away it is refused without a trace', async () => {
  const cart = sampleCart(buyer.userId, [1_000], 8);
  await kit.deliver(cartUpdated.of({ ...cart, userId: buyer.userId, cause: 'added' }), { version: 8 });
  const body = {
    cartVersion: 8,
    shippingAddress: { name: 'Ada', line1: 'Elm Street 1', city: 'Berlin', postalCode: '10115', country: 'DE' },
    payment: { token: 'tok_approve' },
  };
  const post = () => kit.http.post('/api/orders').set('authorization', buyer.authorization).send(body);
  await post().expect(400);
  const before = await kit.http.get('/api/orders?limit=100').set('authorization', buyer.authorization);
  await post().set('idempotency-key', 'k-away').expect(503);
  const after = await kit.http.get('/api/orders?limit=100').set('authorization', buyer.authorization);
  expect(after.body.items).toHaveLength(before.body.items.length);
});
