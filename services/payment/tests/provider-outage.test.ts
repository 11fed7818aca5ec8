import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { paymentIdOf } from '../src/payment.ts';
import { type Counter, counters } from './providers/counters.ts';
import type { Mood } from './providers/stand-in.ts';
import { openShop, placed, type Shop } from './shop.ts';

/** Short times, so that an outage of minutes is one of moments; the machine is given time to be slow when all is well. */
const times = { PAYMENT_TIMEOUT_MS: '2000', PAYMENT_BREAKER_FAILURES: '3', PAYMENT_BREAKER_REST_MS: '300' };

describe.each(Object.entries(counters))('an outage of %s', (name, open) => {
  let counter: Counter;
  let shop: Shop;
  beforeAll(async () => {
    counter = await open();
    shop = await openShop({ env: { ...times, ...counter.env, PAYMENT_PROVIDERS: name } });
  });
  afterAll(async () => {
    await shop?.stop();
    await counter?.wire.close();
  });
  const provider = () => shop.running.context.providers.get(name);

  test.each<[string, Mood]>([
    ['whose line is dead', 'away'],
    ['that answers nobody', 'hangs'],
    ['that does its work and whose answers get lost', 'loses'],
  ])(
    '%s: orders wait and say so, the circuit opens, and each is charged once when it is back',
    async (_how, mood) => {
      const buyer = await shop.user('buyer');
      counter.wire.becomes(mood);
      const orders = Array.from({ length: 4 }, () => placed(counter.token, { buyerId: buyer.userId }));
      await Promise.all(orders.map((order) => shop.deliver(order.created)));
      await eventually(async () => provider()?.circuit() === 1, 60_000);
      for (const { orderId } of orders) {
        const path = `/api/payments/${paymentIdOf(orderId)}`;
        const { body } = await shop.http.get(path).set('authorization', buyer.authorization).expect(200);
        expect(body).toMatchObject({ state: 'charging', waitsFor: 'outage' });
        expect(counter.books(orderId)).toEqual({ taken: 0, given: 0 });
      }
      counter.wire.becomes('well');
      for (const { orderId } of orders) await eventually(async () => counter.waits(orderId), 60_000);
      for (const { orderId } of orders)
        await eventually(async () => (await shop.payment(orderId)).buyerStep !== undefined, 60_000);
      // The next outage comes while the buyers pay: their browsers and the webhooks find nobody.
      counter.wire.becomes(mood);
      for (const { orderId } of orders) {
        counter.agrees(orderId);
        const { body, headers } = counter.webhook(orderId);
        const post = shop.http.post(`/api/payments/webhooks/${name}`).set('content-type', 'application/json');
        expect((await post.set(headers).send(body)).status).toBe(503);
        const back = shop.http.post(`/api/payments/${paymentIdOf(orderId)}/return`);
        const answer = await back.set('authorization', buyer.authorization).send(counter.back(orderId));
        expect(answer.status).toBe(503);
        expect(answer.body.detail).toBe(`The payment provider ${name} does not answer.`);
      }
      counter.wire.becomes('well');
      let delayed = 0;
      for (const { orderId } of orders) {
        const { body, headers } = counter.webhook(orderId);
        await eventually(async () => {
          const post = shop.http.post(`/api/payments/webhooks/${name}`).set('content-type', 'application/json');
          return (await post.set(headers).send(body)).status === 204;
        }, 60_000);
        await eventually(async () => (await shop.told(orderId)).length > 0, 60_000);
        expect(await shop.told(orderId)).toEqual(['payment.succeeded']);
        const delays = await shop.delays(orderId); // none for an order that was not asked about while the circuit was open
        expect(delays).toBeLessThanOrEqual(1);
        delayed += delays;
        expect(counter.books(orderId)).toEqual({ taken: 1, given: 0 });
      }
      expect(delayed).toBeGreaterThan(0);
      const [{ orderId } = { orderId: '' }] = orders;
      // A slow answer may have been the last one: the next good one closes the circuit.
      await eventually(
        async () => (await provider()?.find(orderId.replace('ord_', 'pay_'))) && provider()?.circuit() === 0,
        60_000,
      );
    },
    180_000,
  );

  test('in which an order is canceled that its buyer has just paid: nothing is charged, or it is given back', async () => {
    const order = placed(counter.token);
    await shop.deliver(order.created);
    await eventually(async () => counter.waits(order.orderId), 60_000);
    counter.agrees(order.orderId);
    counter.wire.becomes('loses');
    await shop.deliver(order.canceled);
    expect((await shop.payment(order.orderId)).state).toBe('canceling');
    counter.wire.becomes('well');
    const settled = async () => ['canceled', 'refunded'].includes((await shop.payment(order.orderId)).state);
    await eventually(settled, 60_000);
    const { taken, given } = counter.books(order.orderId);
    expect(given).toBe(taken * order.total);
    expect((await shop.payment(order.orderId)).state).toBe(taken === 1 ? 'refunded' : 'canceled');
  }, 90_000);
});
