import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { paymentIdOf } from '../src/payment.ts';
import { openShop, placed, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop?.stop());

const state = async (order: ReturnType<typeof placed>) => (await shop.payment(order.orderId)).state;
const settled = (order: ReturnType<typeof placed>, wanted: string) =>
  eventually(async () => (await state(order)) === wanted);

describe('a canceled order', () => {
  test('that was charged gets its money back, once', async () => {
    const order = placed('tok_approve');
    await shop.deliver(order.created);
    await shop.deliver(order.canceled);
    expect(await state(order)).toBe('refunded');
    const event = await shop.published('payment.refunded', (one) => one.subject === paymentIdOf(order.orderId));
    const charge = await shop.charge(order.orderId);
    expect(event.data).toMatchObject({ orderId: order.orderId, amount: 12_900, refundId: charge?.refunds?.[0]?.id });
    await Promise.all(Array.from({ length: 10 }, () => shop.deliver(order.canceled)));
    expect(await shop.charge(order.orderId)).toMatchObject({ refundCalls: 1 });
    expect(await shop.told(order.orderId)).toEqual(['payment.succeeded', 'payment.refunded']);
    expect(await shop.audited(order.orderId)).toEqual(['payment.charged', 'payment.refunded']);
  });

  test('whose cancellation comes 20 times at once gets one refund', async () => {
    const order = placed('tok_approve');
    await shop.deliver(order.created);
    await Promise.all(Array.from({ length: 20 }, () => shop.deliver(order.canceled)));
    await eventually(async () => (await shop.told(order.orderId)).length === 2);
    expect(await shop.told(order.orderId)).toEqual(['payment.succeeded', 'payment.refunded']);
    expect(await shop.audited(order.orderId)).toEqual(['payment.charged', 'payment.refunded']);
  });

  test('is never charged when the cancellation comes first', async () => {
    const order = placed('tok_approve');
    await shop.deliver(order.canceled);
    await shop.deliver(order.created);
    await shop.deliver(order.canceled);
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'canceled', amount: 12_900 });
    expect(await shop.charges(order.orderId)).toBe(0);
    expect(await shop.told(order.orderId)).toEqual([]);
  });

  test('whose charge is on the line gets the money back as soon as it is known', async () => {
    const order = placed('tok_timeout');
    const charging = shop.deliver(order.created);
    await eventually(async () => (await shop.charges(order.orderId)) === 1);
    await shop.deliver(order.canceled);
    await charging;
    await settled(order, 'refunded');
    await eventually(async () => (await shop.told(order.orderId)).length > 0);
    expect(await shop.told(order.orderId)).toEqual(['payment.refunded']);
    expect(await shop.charge(order.orderId)).toMatchObject({ status: 'approved', refundCalls: 1 });
  });

  test('whose charge has not got through is not charged by a later try', async () => {
    const order = placed('tok_retry');
    const { event } = await shop.deliver(order.created);
    await shop.deliver(order.canceled);
    expect(await state(order)).toBe('canceled');
    await eventually(async () => (await shop.running.inbox.deliveries.countDocuments({ _id: event.id })) === 0);
    expect(await shop.charge(order.orderId)).toMatchObject({ status: 'canceled' });
    expect(await shop.told(order.orderId)).toEqual([]);
  });

  test('whose charge is pending is not charged later', async () => {
    const order = placed('tok_async');
    await shop.deliver(order.created);
    await shop.deliver(order.canceled);
    expect(await state(order)).toBe('canceled');
    await eventually(async () => {
      await shop.runJob('send-sandbox-webhooks');
      return (await shop.charge(order.orderId))?.webhook === undefined;
    });
    expect(await shop.charge(order.orderId)).toMatchObject({ status: 'canceled' });
    expect(await state(order)).toBe('canceled');
  });

  test('that was paid too late and is canceled once more gets one refund', async () => {
    const order = placed('tok_approve');
    await shop.deliver(order.created);
    await shop.deliver(order.canceled);
    const paymentId = paymentIdOf(order.orderId);
    await shop.deliver({ ...order.canceled, data: { ...order.canceled.data, paymentId } });
    expect(await shop.told(order.orderId)).toHaveLength(2);
    expect(await shop.charge(order.orderId)).toMatchObject({ refundCalls: 1 });
  });

  test('whose charge failed has nothing to give back', async () => {
    const order = placed('tok_decline');
    await shop.deliver(order.created);
    await shop.deliver(order.canceled);
    expect(await state(order)).toBe('failed');
    expect(await shop.told(order.orderId)).toEqual(['payment.failed']);
  });

  test('whose money the provider refuses to give back becomes a dead letter at once, for a person to look at', async () => {
    const order = placed('tok_approve');
    await shop.deliver(order.created);
    await shop.running.context.sandbox.charges.model.deleteOne({ _id: paymentIdOf(order.orderId) });
    const { event } = await shop.deliver(order.canceled);
    const dead = await shop.running.inbox.deliveries.findById(event.id).lean();
    expect(dead).toMatchObject({ status: 'dead', attempts: 1, error: expect.stringContaining('to give back') });
    expect(await state(order)).toBe('refunding');
  });

  test('gets its money back although the provider does not confirm it at first', async () => {
    const order = placed('tok_refund_retry');
    await shop.deliver(order.created);
    await shop.deliver(order.canceled);
    expect(await state(order)).toBe('refunding');
    await settled(order, 'refunded');
    expect(await shop.charge(order.orderId)).toMatchObject({ refundCalls: 3 });
    await eventually(async () => (await shop.told(order.orderId)).length === 2);
    expect(await shop.told(order.orderId)).toEqual(['payment.succeeded', 'payment.refunded']);
  });
});

test('creation and cancellation of 60 orders, racing each other, leave no money behind', async () => {
  const tokens = ['tok_approve', 'tok_decline', 'tok_timeout', 'tok_retry', 'tok_async', 'tok_refund_retry'];
  const orders = tokens.flatMap((token) => Array.from({ length: 10 }, () => placed(token)));
  await Promise.all(orders.flatMap((order) => [shop.deliver(order.created), shop.deliver(order.canceled)]));
  const atRest = ['canceled', 'failed', 'refunded'];
  for (const order of orders) {
    await eventually(async () => atRest.includes(await state(order)), 30_000);
    const charge = await shop.charge(order.orderId);
    if (charge?.status === 'approved') expect(charge.refunds).toMatchObject([{ amount: 12_900 }]);
    const refunds = (await shop.told(order.orderId)).filter((type) => type === 'payment.refunded');
    expect(refunds.length).toBeLessThanOrEqual(1);
  }
});
