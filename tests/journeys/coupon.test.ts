import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, address, type Person, startWorld, type World } from './world.ts';

let world: World;
let admin: Person;
let seller: Person;
beforeAll(async () => {
  world = await startWorld();
  [admin, seller] = [await world.admin(), await world.person('seller')];
}, 120_000);
afterAll(() => world?.stop(), 30_000);

const key = () => ({ 'idempotency-key': crypto.randomUUID() });
async function promotion(who: Person, fields: object) {
  const { status, body } = await who.send('POST', '/api/cart/promotions', { title: 'A tenth off', ...fields }, key());
  expect(status).toBe(201);
  return body;
}
const tenth = { benefit: { kind: 'percentage', basisPoints: 1_000 } };
const put = (buyer: Person, variantId: string) => buyer.send('POST', '/api/cart/lines', { variantId, quantity: 1 });
const order = (buyer: Person, cart: Answer) => {
  const body = { cartVersion: cart.body.version, shippingAddress: address, payment: { token: 'tok_approve' } };
  return buyer.send('POST', '/api/orders', body, key());
};
const used = async (promotionId: string) => (await admin.get(`/api/cart/promotions/${promotionId}`)).body.used;

/** A crowd whose carts show the discount already; they are made some at a time, as everybody's password is hashed. */
async function crowd(size: number, code: string, variantId: string) {
  const buyers: { buyer: Person; cart: Answer }[] = [];
  for (let done = 0; done < size; done += 25)
    buyers.push(
      ...(await Promise.all(
        Array.from({ length: 25 }, async () => {
          const buyer = await world.person('buyer');
          await put(buyer, variantId);
          return { buyer, cart: await buyer.send('POST', '/api/cart/coupons', { code }) };
        }),
      )),
    );
  return buyers;
}

test('400 buyers for a coupon of 100 uses: exactly 100 discounts, and the others are told, look again and pay in full', async () => {
  const { promotionId, code } = await promotion(admin, { ...tenth, code: 'FIRST-100', totalLimit: 100 });
  const { variantId } = await world.offer(seller, 1_000, 2_000);
  const buyers = await crowd(400, code, variantId);
  expect(new Set(buyers.map(({ cart }) => cart.body.totals.total))).toEqual(new Set([1_800]));

  const answers = await Promise.all(
    buyers.map(async ({ buyer, cart }) => ({ buyer, answer: await order(buyer, cart) })),
  );
  const placed = answers.filter(({ answer }) => answer.status === 201);
  const refused = answers.filter(({ answer }) => answer.status !== 201);
  expect(new Set(refused.map(({ answer }) => answer.status))).toEqual(new Set([409]));
  expect(refused[0]?.answer.body).toMatchObject({ detail: 'Used up meanwhile: A tenth off.', usedUp: [{ code }] });
  expect(placed).toHaveLength(100);
  expect(new Set(placed.map(({ answer }) => answer.body.total))).toEqual(new Set([1_800]));
  expect(await used(promotionId)).toBe(100);

  const again = await Promise.all(
    refused.slice(0, 30).map(async ({ buyer }) => {
      const cart = await buyer.get('/api/cart');
      return { cart, answer: await order(buyer, cart) };
    }),
  );
  for (const { cart, answer } of again) {
    expect(cart.body.coupons).toEqual([{ code, problem: 'This coupon is used up.' }]);
    expect([answer.status, answer.body.total]).toEqual([201, 2_000]);
  }
  expect(await used(promotionId)).toBe(100);

  const [first] = placed;
  if (!first) throw new Error('nobody has ordered');
  await world.settled(first.buyer, first.answer.body.orderId, 60_000);
  await first.buyer.send('POST', `/api/orders/${first.answer.body.orderId}/cancel`);
  await eventually(async () => (await used(promotionId)) === 99);
  const late = await put(await world.person('buyer'), variantId);
  expect(late.body.totals.total).toBe(2_000);
  const lucky = refused.at(-1)?.buyer;
  if (!lucky) throw new Error('nobody was refused');
  const cart = await lucky.get('/api/cart');
  expect(cart.body.totals.total).toBe(1_800);
  expect((await order(lucky, cart)).status).toBe(201);
  expect(await used(promotionId)).toBe(100);
}, 300_000);

describe('a promotion that ends between the look and the order', () => {
  test('is refused by its name, though it had no limit; the next look shows the price that holds', async () => {
    const { variantId } = await world.offer(seller, 10, 2_000);
    const { promotionId } = await promotion(seller, { ...tenth, title: 'Spring sale' });
    const buyer = await world.person('buyer');
    const cart = await put(buyer, variantId);
    expect(cart.body.totals.total).toBe(1_800);
    expect((await seller.send('POST', `/api/cart/promotions/${promotionId}/end`)).status).toBe(200);
    const refused = await order(buyer, cart);
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({
      type: 'https://credenza.dev/problems/stale-cart',
      detail: 'Over meanwhile: Spring sale.',
      ended: [{ promotionId }],
    });
    const now = await buyer.get('/api/cart');
    expect(now.body.totals.total).toBe(2_000);
    const late = await order(buyer, cart);
    expect(late.body.detail).toBe('The cart has changed since you looked at it. No longer in the price: Spring sale.');
    expect((await order(buyer, now)).status).toBe(201);
  }, 60_000);
});

describe('the money of a discount', () => {
  test('is borne by whoever pays it: the shop gets less by its own, and nothing less by the marketplace’s', async () => {
    const shop = await world.person('seller');
    const { variantId } = await world.offer(shop, 10, 10_000);
    const options = [{ optionId: 'parcel', title: 'Parcel', price: 490, minDays: 1, maxDays: 3 }];
    await shop.send('PUT', '/api/cart/shipping/options', { options });
    await promotion(shop, { benefit: { kind: 'amount', amount: 1_000 } });
    const { code } = await promotion(admin, { benefit: { kind: 'amount', amount: 500 }, code: 'ON-US' });
    const buyer = await world.person('buyer');
    await put(buyer, variantId);
    const cart = await buyer.send('POST', '/api/cart/coupons', { code });
    expect(cart.body.totals).toMatchObject({ items: 10_000, discount: 1_500, shipping: 490, total: 8_990 });
    const { body } = await order(buyer, cart);
    expect(body).toMatchObject({ total: 8_990, sellerOrders: [{ total: 8_990, shipping: 490 }] });
    expect(body.promotions).toMatchObject([
      { amount: 1_000, paidBy: 'shop' },
      { code, paidBy: 'marketplace' },
    ]);
    await world.settled(buyer, body.orderId, 60_000);
    // The shop asks 9,000 and gives a tenth of that as commission; its shipping is its own, and the marketplace's 500 do not cost it.
    const pending = async () => (await shop.get('/api/payments/balance')).body.balances?.[0]?.pending;
    await eventually(async () => (await pending()) === 8_590, 60_000);
  }, 60_000);
});

test('a shop that does not send to a country is no surprise at the door: the order is refused in its words', async () => {
  const shop = await world.person('seller');
  const { variantId } = await world.offer(shop, 10, 2_000);
  const options = [{ optionId: 'parcel', title: 'Parcel', price: 490, minDays: 1, maxDays: 3, countries: ['FR'] }];
  await shop.send('PUT', '/api/cart/shipping/options', { options });
  const buyer = await world.person('buyer');
  const refused = await order(buyer, await put(buyer, variantId));
  expect(refused.status).toBe(409);
  expect(refused.body.detail).toMatch(/does not send to this country/);
  const toFrance = await buyer.send('PUT', '/api/cart/destination', { country: 'FR' });
  expect((await order(buyer, toFrance)).body.detail).toMatch(/quoted for FR and not for DE/);
}, 60_000);
