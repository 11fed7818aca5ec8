import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Person, startWorld, type World } from './world.ts';

let world: World;
let seller: Person;
let buyer: Person;

beforeAll(async () => {
  world = await startWorld();
  [seller, buyer] = [await world.person('seller'), await world.person('buyer')];
}, 240_000);
afterAll(() => world?.stop(), 60_000);

const stockOf = async (variantId: string) =>
  (await seller.get('/api/assistant/seller/inventory')).body.items.find((one: any) => one.variantId === variantId);

describe('a shop that asks for advice', () => {
  test('gets it from what was really sold, less what was canceled', async () => {
    const { productId, variantId } = await world.offer(seller, 20, 2_500);
    await eventually(async () => (await stockOf(variantId))?.available === 20);
    const kept = await world.buy(buyer, variantId, { quantity: 3 });
    await world.settled(buyer, kept.body.orderId);
    const regretted = await world.buy(buyer, variantId, { quantity: 2 });
    await world.settled(buyer, regretted.body.orderId);
    await eventually(async () => (await stockOf(variantId)).sold === 5);
    await buyer.send('POST', `/api/orders/${regretted.body.orderId}/cancel`);
    await eventually(async () => (await stockOf(variantId)).sold === 3);
    const row = await stockOf(variantId);
    expect(row).toMatchObject({ available: 17, state: 'unknown', reorder: 0 });
    expect(row.reasons.map(({ code }: any) => code)).toEqual(['no-history']);

    const { status, body } = await seller.get(`/api/assistant/seller/products/${productId}/pricing`);
    expect(status).toBe(200);
    expect(body.variants).toEqual([expect.objectContaining({ variantId, price: 2_500, sold: 3 })]);
    const reasons = body.variants[0].reasons.map(({ code }: any) => code);
    expect(reasons).toEqual(expect.arrayContaining(['own-price', 'no-history']));
    expect((await seller.get(`/api/assistant/seller/products/${productId}/listing`)).status).toBe(200);

    const rival = await world.person('seller');
    for (const path of ['pricing', 'listing'])
      expect((await rival.get(`/api/assistant/seller/products/${productId}/${path}`)).status).toBe(404);
    expect((await buyer.get('/api/assistant/seller/inventory')).status).toBe(403);
  });
});

describe('a buyer', () => {
  test('finds in the profile what they have bought, and can erase it', async () => {
    const profile = async () => (await buyer.get('/api/assistant/profile')).body;
    await eventually(async () => (await profile()).signals > 0);
    expect((await profile()).brands.length).toBeGreaterThan(0);
    expect((await buyer.send('DELETE', '/api/assistant/profile')).status).toBe(204);
    expect(await profile()).toMatchObject({ on: true, signals: 0 });
  });
});
