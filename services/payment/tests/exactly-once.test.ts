import { type Envelope, envelope } from '@credenza/contracts';
import { type Running, startService } from '@credenza/service-kit';
import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import type { Context } from '../src/context.ts';
import { cancelPayment, openPayment, paymentIdOf } from '../src/payment.ts';
import { service } from '../src/service.ts';
import { openShop, placed, type Shop } from './shop.ts';

let shop: Shop;
let replica: Running<Context>;
let hours = 0;
const now = () => new Date(Date.now() + hours * 3_600_000);
/** An order by the clock of this test. */
const place = (token: string, expiresInHours = 1) =>
  placed(token, { expiresInMs: (hours + expiresInHours) * 3_600_000 });

beforeAll(async () => {
  shop = await openShop({ now });
  const env = { ...shop.env, PORT: '0', DAPR_HTTP_PORT: String(shop.sidecar.httpPort) };
  replica = await startService(service, { env, now });
});
afterAll(async () => {
  await replica?.stop();
  await shop?.stop();
});

/** The same event, as two brokers might bring it to two replicas at once. */
async function deliverEverywhere(event: Envelope, times: number): Promise<void> {
  const doors = [shop.http, supertest(replica.url)];
  const post = (i: number) =>
    doors[i % doors.length]
      ?.post(`/events/${event.type}`)
      .set('dapr-api-token', shop.appToken)
      .set('content-type', 'application/cloudevents+json')
      .send(JSON.stringify(event));
  await Promise.all(Array.from({ length: times }, (_, i) => post(i)));
}
const wrap = (order: ReturnType<typeof placed>) =>
  envelope(order.created, { source: 'order', version: 1, time: new Date() });

describe('an order is charged once', () => {
  test.each(['tok_approve', 'tok_decline', 'tok_timeout', 'tok_retry'])(
    '%s: when its event comes 20 times at once to two replicas',
    async (token) => {
      const order = place(token);
      await deliverEverywhere(wrap(order), 20);
      const outcome = token === 'tok_decline' ? 'payment.failed' : 'payment.succeeded';
      await eventually(async () => (await shop.told(order.orderId)).length > 0);
      await eventually(
        async () => (await shop.running.inbox.deliveries.countDocuments({ subject: order.orderId })) === 0,
      );
      expect(await shop.charges(order.orderId)).toBe(1);
      expect(await shop.told(order.orderId)).toEqual([outcome]);
      expect(await shop.audited(order.orderId)).toHaveLength(1);
    },
  );

  test('when 20 different events of the same order come at once', async () => {
    const order = place('tok_approve');
    await Promise.all(Array.from({ length: 20 }, () => shop.deliver(order.created)));
    await eventually(async () => (await shop.told(order.orderId)).length > 0);
    expect(await shop.charge(order.orderId)).toMatchObject({ status: 'approved' });
    expect(await shop.told(order.orderId)).toEqual(['payment.succeeded']);
  });

  test('when it comes again after everything is over', async () => {
    const order = place('tok_approve');
    await shop.deliver(order.created);
    const before = await shop.payment(order.orderId);
    await shop.deliver(order.created);
    expect(await shop.payment(order.orderId)).toEqual(before);
    expect(await shop.charge(order.orderId)).toMatchObject({ calls: 1 });
  });
});

describe('a crash is finished by whoever comes next', () => {
  const written = async (order: ReturnType<typeof placed>) => {
    const payment = openPayment(order.created.data, 'sandbox', now());
    await shop.running.context.payments.aggregates.create(paymentIdOf(order.orderId), payment);
  };
  const charged = (order: ReturnType<typeof placed>) =>
    shop.running.context.providerFor('tok_approve').charge({
      key: paymentIdOf(order.orderId),
      token: order.created.data.paymentToken,
      amount: order.total,
      currency: order.currency,
    });

  test('between the payment and the charge: the event comes again and charges', async () => {
    const order = place('tok_approve');
    await written(order);
    await shop.deliver(order.created);
    expect(await shop.charge(order.orderId)).toMatchObject({ status: 'approved', calls: 1 });
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'succeeded' });
  });

  test('between the charge and its record: the event comes again and finds the charge', async () => {
    const order = place('tok_approve');
    await written(order);
    await charged(order);
    await shop.deliver(order.created);
    await eventually(async () => (await shop.told(order.orderId)).length > 0);
    expect(await shop.charges(order.orderId)).toBe(1);
    expect(await shop.told(order.orderId)).toEqual(['payment.succeeded']);
  });

  test('the event never comes again: the job finds the charge', async () => {
    const order = place('tok_approve', 48);
    await written(order);
    await charged(order);
    await shop.runJob('settle-overdue');
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'charging' });
    hours += 1;
    await shop.runJob('settle-overdue');
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'succeeded' });
    await eventually(async () => (await shop.told(order.orderId)).length > 0);
  });

  test('two jobs at once, on two replicas, settle a heap of payments once each', async () => {
    const orders = Array.from({ length: 30 }, () => place('tok_approve', 48));
    await Promise.all(orders.map(written));
    hours += 1;
    await Promise.all([shop.runJob('settle-overdue'), ...[replica, shop.running].map((one) => settle(one))]);
    for (const order of orders) {
      await eventually(async () => (await shop.told(order.orderId)).length > 0);
      expect(await shop.told(order.orderId)).toEqual(['payment.succeeded']);
      expect(await shop.charge(order.orderId)).toMatchObject({ calls: 1 });
    }
  });

  test('between the order to refund and the refund: the job gives the money back', async () => {
    const order = place('tok_approve');
    await shop.deliver(order.created);
    const { aggregates } = shop.running.context.payments;
    await aggregates.change(paymentIdOf(order.orderId), (payment) => cancelPayment(payment, now()));
    hours += 1;
    await shop.runJob('settle-overdue');
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'refunded' });
    expect(await shop.charge(order.orderId)).toMatchObject({ refundCalls: 1 });
  });
});

describe('an order that waits too long', () => {
  test('is not charged any more when its event comes after its time', async () => {
    const order = place('tok_approve', -1);
    await shop.deliver(order.created);
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'failed', reason: 'expired' });
    expect(await shop.charge(order.orderId)).toMatchObject({ status: 'canceled' });
    await eventually(async () => (await shop.told(order.orderId)).length > 0);
    expect(await shop.told(order.orderId)).toEqual(['payment.failed']);
  });

  test('gives up a charge that stayed pending, and the provider cannot charge it later', async () => {
    const order = place('tok_async');
    await shop.deliver(order.created);
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'charging' });
    hours += 2;
    await shop.runJob('settle-overdue');
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'failed', reason: 'expired' });
    await shop.runJob('send-sandbox-webhooks');
    expect(await shop.charge(order.orderId)).toMatchObject({ status: 'canceled' });
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'failed' });
  });

  test('keeps a charge that was made in time although its answer came late', async () => {
    const order = place('tok_timeout');
    const delivered = shop.deliver(order.created);
    await eventually(async () => (await shop.charges(order.orderId)) === 1);
    hours += 2;
    await delivered;
    await eventually(async () => (await shop.told(order.orderId)).length > 0);
    expect(await shop.told(order.orderId)).toEqual(['payment.succeeded']);
  });
});

/** The job's work without the lease that keeps two replicas apart, to prove that it is safe without. */
async function settle(running: Running<Context>): Promise<void> {
  for (const job of service.jobs) if (job.name === 'settle-overdue') await job.run(running.context);
}
