import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually, makeWorld, startApp, type TestApp, type TestSidecar, type World } from './app-and-sidecar.ts';

let world: World;
let product: TestApp;
let cart: TestApp;
let cartSidecar: TestSidecar;
let productSidecar: TestSidecar;

beforeAll(async () => {
  world = await makeWorld(1_002);
  product = await startApp([]);
  cart = await startApp([]);
  [cartSidecar, productSidecar] = await Promise.all([
    world.sidecar('cart', cart.port),
    world.sidecar('product', product.port),
  ]);
  await eventually(async () => (await reserve()).status === 200);
});
beforeEach(() => {
  product.received.length = 0;
});
afterAll(async () => {
  await world.close();
  await Promise.all([cart.close(), product.close()]);
});

const reserve = () =>
  cartSidecar.request('/v1.0/invoke/product/method/internal/reserve', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"orderId":"ord_1"}',
  });

describe('a call between services', () => {
  test.each([409, 500, 504])('the answer %i stands: the call is made once', async (status) => {
    product.answer(() => ({ status }));
    expect((await reserve()).status).toBe(status);
    expect(product.received).toHaveLength(1);
  });

  test('a service that answers 503 is asked again', async () => {
    product.answer(() => (product.received.length < 3 ? { status: 503 } : { body: { reserved: true } }));
    expect((await reserve()).status).toBe(200);
    expect(product.received).toHaveLength(3);
  });

  test('a hundred refusals do not cut a healthy service off', async () => {
    product.answer(() => ({ status: 409 }));
    const refused = await Promise.all(Array.from({ length: 100 }, reserve));
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([409]));
    product.answer(() => ({ body: {} }));
    expect((await reserve()).status).toBe(200);
  });

  test('a service that does not listen gives a quick 5xx, and answers again once it listens', async () => {
    product.answer(() => ({ body: {} }));
    await product.close();
    const begun = Date.now();
    const { status } = await reserve();
    expect(status).toBeGreaterThanOrEqual(500);
    expect(Date.now() - begun).toBeLessThan(5_000);
    await product.open();
    await eventually(async () => (await reserve()).status === 200);
  });
});

describe('the state store', () => {
  test('keys belong to one service', async () => {
    const body = JSON.stringify([{ key: 'session', value: 'of the cart' }]);
    const headers = { 'content-type': 'application/json' };
    await cartSidecar.request('/v1.0/state/statestore', { method: 'POST', headers, body });
    const own = await cartSidecar.request('/v1.0/state/statestore/session');
    const foreign = await productSidecar.request('/v1.0/state/statestore/session');
    expect([own.status, foreign.status]).toEqual([200, 204]);
  });
});
