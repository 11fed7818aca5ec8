import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { paymentIdOf } from '../src/payment.ts';
import { openShop, placed, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop?.stop());

describe('an order is charged', () => {
  test('tok_approve: charged at once, and the order is told', async () => {
    const order = placed('tok_approve');
    expect((await shop.deliver(order.created)).status).toBe('SUCCESS');
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'succeeded', amount: 12_900, fee: 206 });
    const event = await shop.published('payment.succeeded', (one) => one.subject === paymentIdOf(order.orderId));
    const charge = await shop.charge(order.orderId);
    expect(event.data).toEqual({
      paymentId: paymentIdOf(order.orderId),
      orderId: order.orderId,
      buyerId: order.buyerId,
      amount: 12_900,
      currency: 'EUR',
      provider: 'sandbox',
      providerReference: charge?.reference,
    });
    expect(await shop.audited(order.orderId)).toEqual(['payment.charged']);
  });

  test.each([
    ['tok_decline', 'card_declined'],
    ['tok_insufficient_funds', 'insufficient_funds'],
    ['4242424242424242', 'invalid_token'],
  ])('%s: the order is told why there is no charge', async (token, reason) => {
    const order = placed(token);
    await shop.deliver(order.created);
    const event = await shop.published('payment.failed', (one) => one.subject === paymentIdOf(order.orderId));
    expect(event.data).toMatchObject({ orderId: order.orderId, reason });
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'failed', reason });
    expect(await shop.audited(order.orderId)).toEqual(['payment.failed']);
  });

  test('tok_timeout: a charge whose answer got lost is found again, not charged again', async () => {
    const order = placed('tok_timeout');
    await shop.deliver(order.created);
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'charging' });
    await eventually(async () => (await shop.told(order.orderId)).length > 0);
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'succeeded' });
    expect(await shop.charge(order.orderId)).toMatchObject({ calls: 2, status: 'approved' });
    expect(await shop.told(order.orderId)).toEqual(['payment.succeeded']);
  });

  test('tok_retry: a provider that is away is asked again until it charges', async () => {
    const order = placed('tok_retry');
    await shop.deliver(order.created);
    await eventually(async () => (await shop.told(order.orderId)).length > 0);
    expect(await shop.charge(order.orderId)).toMatchObject({ status: 'approved' });
    expect((await shop.charge(order.orderId))?.calls).toBeGreaterThan(1);
    expect(await shop.told(order.orderId)).toEqual(['payment.succeeded']);
  });
});
