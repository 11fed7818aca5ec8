import { cartUpdated, newId, UserId } from '@credenza/contracts';
import { eventually, type Harness, startForTest } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import type { Context } from '../src/context.ts';
import { service } from '../src/service.ts';
import { sampleCart } from './samples.ts';

let kit: Harness<Context>;
let seller: string;

beforeAll(async () => {
  // Through real sidecars: what product says becomes the cart's events, which reach this service.
  kit = await startForTest(service, {
    companions: ['auth', 'product', 'cart'],
    env: {
      AUTH_KEY_SECRET: 'a secret that only these tests know',
      GUEST_TOKEN_SECRET: 'a secret that only these tests know',
      ARGON2_MEMORY_KIB: '1024',
      ARGON2_PASSES: '1',
    },
  });
  seller = (await register('seller')).authorization;
}, 120_000);
afterAll(() => kit?.stop());

async function register(role: 'buyer' | 'seller') {
  const { body } = await supertest(kit.companions.auth ?? '')
    .post('/api/auth/register')
    .send({ email: `${newId(UserId)}@example.com`, password: 'a long enough password', name: `A ${role}`, role })
    .expect(201);
  return { userId: UserId.parse(body.user.userId), authorization: `Bearer ${body.accessToken}` };
}
type Buyer = Awaited<ReturnType<typeof register>>;

const shop = (method: 'post' | 'patch' | 'delete', path = '') =>
  supertest(kit.companions.product ?? '')
    [method](`/api/products${path}`)
    .set('authorization', seller);
async function offer(title: string, stock: number) {
  const { body } = await shop('post')
    .send({
      title,
      descriptionHtml: '',
      status: 'active',
      tags: [],
      attributes: {},
      images: [],
      options: [],
      variants: [{ options: [], price: 1_000, stock }],
    })
    .expect(201);
  return { productId: body.productId, variantId: body.variants[0].variantId };
}
const cartOf = (buyer: Buyer, method: 'get' | 'post', path = '') =>
  supertest(kit.companions.cart ?? '')
    [method](`/api/cart${path}`)
    .set('authorization', buyer.authorization);
const put = async (buyer: Buyer, variantId: string, quantity: number) =>
  (await cartOf(buyer, 'post', '/lines').send({ variantId, quantity }).expect(200)).body;
const known = (buyer: Buyer, version: number) =>
  eventually(async () => ((await kit.running.context.carts.find(buyer.userId))?.version ?? 0) >= version);
const order = (buyer: Buyer, cartVersion: number) =>
  kit.http
    .post('/api/orders')
    .set('authorization', buyer.authorization)
    .set('idempotency-key', newId(UserId))
    .send({
      cartVersion,
      shippingAddress: { name: 'Ada', line1: 'Elm Street 1', city: 'Berlin', postalCode: '10115', country: 'DE' },
      payment: { token: 'tok_approve' },
    });

describe('an order of a cart that has changed since the buyer looked at it', () => {
  test('is refused with every difference, though the cart has heard of them already', async () => {
    const [dearer, rare, gone] = [await offer('Dearer', 9), await offer('Rare', 9), await offer('Gone', 9)];
    const buyer = await register('buyer');
    for (const { variantId } of [dearer, rare, gone]) await put(buyer, variantId, 2);
    await known(buyer, 3);
    await shop('patch', `/${dearer.productId}/variants/${dearer.variantId}`).send({ price: 1_250 }).expect(200);
    await shop('post', `/${rare.productId}/variants/${rare.variantId}/stock`).send({ onHand: 1 }).expect(200);
    await shop('delete', `/${gone.productId}`).expect(204);
    await known(buyer, 6);
    const refused = await order(buyer, 3).expect(409);
    expect(refused.body.type).toMatch(/stale-cart$/);
    expect(refused.body.differences).toEqual([
      { kind: 'price', variantId: dearer.variantId, title: 'Dearer', was: 1_000, now: 1_250, currency: 'EUR' },
      { kind: 'stock', variantId: rare.variantId, title: 'Rare', wanted: 2, available: 1 },
      { kind: 'gone', variantId: gone.variantId, title: 'Gone' },
    ]);
    expect(refused.body.cart.version).toBe(6);
    expect(await kit.running.context.orders.listOf(buyer.userId, { limit: 1 })).toEqual([]);
  });

  test('in another tab shows in the cart, which is no difference with the shop', async () => {
    const { variantId } = await offer('Shelf', 9);
    const buyer = await register('buyer');
    await put(buyer, variantId, 1);
    await put(buyer, variantId, 1);
    const refused = await order(buyer, 1).expect(409);
    expect(refused.body).toMatchObject({ differences: [], cart: { version: 2, lines: [{ quantity: 2 }] } });
    await order(buyer, 2).expect(201);
  });

  test('in more ways than are remembered is refused all the same', async () => {
    const { variantId } = await offer('Stool', 99);
    const buyer = await register('buyer');
    for (let i = 0; i < 8; i += 1) await put(buyer, variantId, 1);
    await known(buyer, 8);
    expect((await order(buyer, 1).expect(409)).body).toMatchObject({ differences: [], cart: { version: 8 } });
  });
});

test('a cart that is ordered and has changed since is said to be ordered, not to be dearer', async () => {
  const { variantId } = await offer('Bench', 9);
  const buyer = await register('buyer');
  await put(buyer, variantId, 1);
  const placed = await order(buyer, 1).expect(201);
  await put(buyer, variantId, 1);
  await known(buyer, 2);
  const again = await order(buyer, 1).expect(409);
  expect(again.body).toMatchObject({ detail: 'This cart is ordered already.', orderId: placed.body.orderId });
  expect(await kit.running.context.orders.listOf(buyer.userId, { limit: 9 })).toHaveLength(1);
});

describe('what is remembered of a cart', () => {
  test('is the last five snapshots in order, however late and often they come', async () => {
    const userId = newId(UserId);
    const cart = sampleCart(userId);
    const tell = (version: number) =>
      kit.deliver(cartUpdated.of({ ...cart, userId, version, cause: 'added' }), { version });
    await Promise.all([6, 2, 9, 3, 6, 7].map(tell));
    for (const version of [4, 8, 4, 1, 9]) await tell(version);
    const { carts } = kit.running.context;
    expect((await carts.remembered(userId)).map(({ version }) => version)).toEqual([4, 6, 7, 8, 9]);
    expect((await carts.find(userId))?.version).toBe(9);
  });

  test('is nothing for a buyer whose cart was never filled', async () => {
    expect(await kit.running.context.carts.remembered(newId(UserId))).toEqual([]);
  });
});
