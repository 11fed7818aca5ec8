import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 120_000);
afterAll(() => world?.stop(), 30_000);

test('300 buyers for 50 pieces: exactly 50 paid orders, a clear 409 for the others, nothing left and nothing held', async () => {
  const seller = await world.person('seller');
  const { productId, variantId } = await world.offer(seller, 50);
  const buyers = [];
  for (let i = 0; i < 300; i += 25)
    buyers.push(...(await Promise.all(Array.from({ length: 25 }, () => world.person('buyer')))));

  const answers = await Promise.all(
    buyers.map(async (buyer) => ({ buyer, answer: await world.buy(buyer, variantId) })),
  );
  const placed = answers.filter(({ answer }) => answer.status === 201);
  const refused = answers.filter(({ answer }) => answer.status !== 201);
  expect(refused.map(({ answer }) => answer.status).filter((status) => status !== 409)).toEqual([]);
  expect(refused[0]?.answer.body.detail).toEqual(expect.any(String));
  expect(placed).toHaveLength(50);
  for (const { buyer, answer } of placed)
    expect((await world.settled(buyer, answer.body.orderId, 60_000)).status).toBe('paid');

  const stock = (await world.db('product')).collection('stock');
  await eventually(async () => {
    const found = await stock.findOne({ _id: variantId as never });
    return found?.available === 0 && found?.onHand === 0 && found?.holds.length === 0;
  }, 30_000);
  expect((await world.call('GET', `/api/products/${productId}`)).body.variants[0].available).toBe(0);
  const charges = await (await world.db('payment')).collection('payments').countDocuments({ state: 'succeeded' });
  expect(charges).toBe(50);
}, 180_000);
