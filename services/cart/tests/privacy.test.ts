import { newId, PromotionId, UserId } from '@credenza/contracts';
import { askPrivacy, exportedBy, type Harness, startForTest } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cartIdOf } from '../src/cart.ts';
import type { Context } from '../src/context.ts';
import { service } from '../src/service.ts';

let kit: Harness<Context>;

beforeAll(async () => {
  kit = await startForTest(service, { env: { GUEST_TOKEN_SECRET: 'a secret of the tests, long' } });
});
afterAll(() => kit?.stop());

const carts = () => kit.running.db.collection<{ _id: string }>('carts');

/** A cart as it is stored. */
async function cartOf(userId: UserId, about: object = {}): Promise<string> {
  const _id: string = cartIdOf(userId);
  await carts().insertOne({ _id, userId, version: 1, lines: [], outbox: [], ...about } as never);
  return _id;
}

test('an export holds the cart of one buyer, and for a shop what it has set', async () => {
  const [userId, other, sellerId] = [newId(UserId), newId(UserId), newId(UserId)];
  await cartOf(userId, { destination: { country: 'DE', postalCode: '99423' } });
  await cartOf(other, { destination: { country: 'AT', postalCode: '1010' } });
  const { promotions } = kit.running.context;
  const about = { title: 'Spring', benefit: { kind: 'free-shipping' as const }, combinable: true };
  const times = { startsAt: new Date(0), createdAt: new Date(0) };
  await promotions.aggregates.create(newId(PromotionId), { ...about, ...times, sellerId });
  await promotions.aggregates.create(newId(PromotionId), { ...about, ...times, sellerId: other, title: "Another's" });

  const own = await exportedBy(kit, (await askPrivacy(kit, 'export', { userId })).requestId);
  expect(own).toEqual({
    carts: [expect.objectContaining({ userId, destination: { country: 'DE', postalCode: '99423' } })],
  });
  const shop = await exportedBy(kit, (await askPrivacy(kit, 'export', { userId: newId(UserId), sellerId })).requestId);
  expect(shop).toEqual({ promotions: [expect.objectContaining({ title: 'Spring', sellerId })] });
});

test('an erasure takes the cart, and the guest’s cart that was being taken over; others keep theirs', async () => {
  const [userId, other] = [newId(UserId), newId(UserId)];
  const mine = await cartOf(userId);
  const theirs = await cartOf(other);
  const guest = await cartOf(newId(UserId), { userId: undefined, takenOver: { id: 'x', by: userId } });
  expect((await askPrivacy(kit, 'erasure', { userId })).records).toBe(2);
  const left = await carts()
    .find({ _id: { $in: [mine, theirs, guest] } })
    .toArray();
  expect(left.map(({ _id }) => _id)).toEqual([theirs]);
});
