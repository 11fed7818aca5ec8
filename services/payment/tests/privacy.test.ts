import { newId, UserId } from '@credenza/contracts';
import { askPrivacy, eventually, exportedBy } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openShop, placed, type Shop } from './shop.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop?.stop());

async function reasons(subject: object): Promise<string[]> {
  const asked = shop.http.post('/internal/privacy/obstacles').set('dapr-api-token', shop.appToken).send(subject);
  return (await asked.expect(200)).body.reasons;
}

async function paid(buyerId: UserId) {
  const order = placed('tok_approve', { buyerId });
  await shop.deliver(order.created);
  await eventually(async () => (await shop.payment(order.orderId)).state === 'succeeded');
  return order;
}

test('an export holds the payments of one buyer as the buyer sees them', async () => {
  const [userId, other] = [newId(UserId), newId(UserId)];
  const [mine, theirs] = [await paid(userId), await paid(other)];
  const { requestId } = await askPrivacy(shop, 'export', { userId });
  const found = await exportedBy(shop, requestId);
  expect(found.payments).toEqual([
    expect.objectContaining({ orderId: mine.orderId, amount: 12_900, state: 'succeeded' }),
  ]);
  expect(found.payments?.[0]).not.toHaveProperty('fee');
  expect(JSON.stringify(found)).not.toContain(theirs.orderId);
  expect(found.balances).toBeUndefined();
});

test('an erasure leaves the books as they are', async () => {
  const userId = newId(UserId);
  const { orderId } = await paid(userId);
  const before = await shop.payment(orderId);
  await askPrivacy(shop, 'erasure', { userId });
  expect(await shop.payment(orderId)).toEqual(before);
  await shop.balanced();
});

test('money that is on its way is waited for', async () => {
  const userId = newId(UserId);
  const { orderId } = await paid(userId);
  expect(await reasons({ userId })).toEqual([]);
  const { aggregates } = shop.running.context.payments;
  const { _id } = await shop.payment(orderId);
  for (const state of ['charging', 'canceling', 'refunding'] as const) {
    await aggregates.change(_id, () => ({ state: { state }, facts: [] }));
    expect(await reasons({ userId })).toEqual([`The money of order ${orderId} is still on its way.`]);
  }
  await aggregates.change(_id, () => ({ state: { state: 'refunded' }, facts: [] }));
  expect(await reasons({ userId })).toEqual([]);
});

test('a shop with a balance, owed or owing, or with a payout under way is waited for', async () => {
  const sellerId = newId(UserId);
  const subject = { userId: newId(UserId), sellerId };
  const { balances, payouts } = shop.running.context;
  expect(await reasons(subject)).toEqual([]);
  await balances.aggregates.create(sellerId, { funds: { EUR: { pending: 0, available: 0 } } });
  expect(await reasons(subject)).toEqual([]);
  for (const funds of [
    { pending: 100, available: 0 },
    { pending: 0, available: -100 },
    { pending: 100, available: -100 },
  ]) {
    await balances.aggregates.change(sellerId, () => ({ state: { funds: { EUR: funds } }, facts: [] }));
    expect(await reasons(subject)).toEqual([expect.stringContaining("The shop's balance is")]);
  }
  await balances.aggregates.change(sellerId, () => ({ state: { funds: {} }, facts: [] }));
  const payout = { batchId: 'bat_x' as never, sellerId, amount: 1, currency: 'EUR', createdAt: new Date() };
  await payouts.propose([{ ...payout, state: 'proposed' }]);
  expect(await reasons(subject)).toEqual([expect.stringMatching(/^Payout pyo_\w+ is still on its way\.$/)]);
  const { requestId } = await askPrivacy(shop, 'export', subject);
  expect((await exportedBy(shop, requestId)).balances).toEqual([{ shop: sellerId, funds: {} }]);
});
