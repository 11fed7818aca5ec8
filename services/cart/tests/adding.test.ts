import type { VariantId } from '@credenza/contracts';
import { eventually, type Harness, startForTest } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import type { Context } from '../src/context.ts';
import { service } from '../src/service.ts';
import { env } from './samples.ts';

/** The real shop beside the cart: products are made over its API, users sign up over that of auth. */
let kit: Harness<Context>;
let seller: string;
let count = 0;

beforeAll(async () => {
  kit = await startForTest(service, {
    companions: ['auth', 'product'],
    env: { ...env, AUTH_KEY_SECRET: 'another secret of the tests', ARGON2_MEMORY_KIB: '1024', ARGON2_PASSES: '1' },
  });
  seller = await someone('seller');
}, 120_000);
afterAll(() => kit?.stop());

async function someone(role: 'buyer' | 'seller'): Promise<string> {
  count += 1;
  const login = { email: `${role}-${count}@example.com`, password: 'a long enough password', name: 'Ada', role };
  const answer = await supertest(kit.companions.auth ?? '')
    .post('/api/auth/register')
    .send(login)
    .expect(201);
  return `Bearer ${answer.body.accessToken}`;
}

const shop = () => supertest(kit.companions.product ?? '');

async function offered(stock: number, differences: Record<string, unknown> = {}) {
  count += 1;
  const product = {
    title: `Lamp ${count}`,
    descriptionHtml: '',
    status: 'active',
    tags: [],
    attributes: {},
    images: [],
    options: [],
    variants: [{ options: [], price: 4_900, stock }],
    ...differences,
  };
  const answer = await shop().post('/api/products').set('authorization', seller).send(product);
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  const { productId, variants } = answer.body;
  const variantId: VariantId = variants[0].variantId;
  return { productId, variantId, product, etag: String(answer.headers.etag) };
}

const add = (authorization: string | undefined, variantId: string, quantity = 1) => {
  const request = kit.http.post('/api/cart/lines').send({ variantId, quantity });
  return authorization === undefined ? request : request.set('authorization', authorization);
};
const read = (authorization: string) => kit.http.get('/api/cart').set('authorization', authorization);

describe('adding asks the shop', () => {
  test('for the live price, and answers with the whole cart', async () => {
    const { variantId, productId } = await offered(10);
    const buyer = await someone('buyer');
    const answer = await add(buyer, variantId, 2).expect(200);
    expect(answer.headers.etag).toBe('"1"');
    expect(answer.body).toMatchObject({
      version: 1,
      subtotal: 9_800,
      lines: [{ variantId, productId, quantity: 2, unitPrice: { amount: 4_900, currency: 'EUR' }, available: true }],
    });
    expect((await read(buyer)).body).toEqual(answer.body);
  });

  test('for the stock: more than there is gets 409 and what is available', async () => {
    const { variantId } = await offered(3);
    const buyer = await someone('buyer');
    expect((await add(buyer, variantId, 4).expect(409)).body.available).toBe(3);
    const cart = await add(buyer, variantId, 3).expect(200);
    const line = `/api/cart/lines/${cart.body.lines[0].lineId}`;
    expect((await add(buyer, variantId, 1).expect(409)).body.available).toBe(3);
    const raised = await kit.http.patch(line).set('authorization', buyer).send({ quantity: 4 }).expect(409);
    expect(raised.body).toMatchObject({ type: 'https://credenza.dev/problems/conflict', available: 3 });
    expect((await read(buyer)).body).toMatchObject({ version: 1, lines: [{ quantity: 3 }] });
  });

  test('whether it exists and is for sale', async () => {
    const buyer = await someone('buyer');
    await add(buyer, 'var_01j9zq6v8xe3tbd5wqmg8d2r4c').expect(404);
    const draft = await offered(5, { status: 'draft' });
    expect((await add(buyer, draft.variantId).expect(409)).body.available).toBe(0);
  });
});

describe('two tabs', () => {
  test('that add 50 times at once all count', async () => {
    const [lamp, chair] = [await offered(500), await offered(500)];
    const buyer = await someone('buyer');
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => add(buyer, n % 2 ? lamp.variantId : chair.variantId)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200));
    const { body } = await read(buyer);
    expect(body.version).toBe(50);
    expect(body.lines.map((line: { quantity: number }) => line.quantity)).toEqual([25, 25]);
  });

  test('of a guest count as well', async () => {
    const { variantId } = await offered(500);
    const token = String((await add(undefined, variantId).expect(200)).headers['x-guest-cart']);
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => add(undefined, variantId).set('x-guest-cart', token)),
    );
    expect(answers.every((answer) => answer.status === 200 && answer.headers['x-guest-cart'] === token)).toBe(true);
    const { body } = await kit.http.get('/api/cart').set('cookie', `guest_cart=${token}`);
    expect(body.lines[0].quantity).toBe(31);
  });

  test('of a guest who has looked at the cart count both from the very first additions on', async () => {
    const { variantId } = await offered(500);
    const browser = supertest.agent(kit.running.url);
    await browser.get('/api/cart').expect(200);
    const body = { variantId, quantity: 1 };
    await Promise.all([1, 2].map(() => browser.post('/api/cart/lines').send(body).expect(200)));
    expect((await browser.get('/api/cart')).body.lines[0].quantity).toBe(2);
  });

  test('that fight for the last pieces never hold more than there are', async () => {
    const { variantId } = await offered(7);
    const buyer = await someone('buyer');
    const answers = await Promise.all(Array.from({ length: 20 }, () => add(buyer, variantId)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(7);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(13);
    expect((await read(buyer)).body.lines[0].quantity).toBe(7);
  });
});

describe('an addition with an Idempotency-Key', () => {
  test('sent 20 times at once counts once', async () => {
    const { variantId } = await offered(50);
    const buyer = await someone('buyer');
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => add(buyer, variantId, 2).set('idempotency-key', 'click-1')),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect((await read(buyer)).body).toMatchObject({ version: 1, lines: [{ quantity: 2 }] });
    await add(buyer, variantId, 3).set('idempotency-key', 'click-1').expect(422);
  });

  test('that insists on a version is answered again when it is repeated, and only then', async () => {
    const { variantId } = await offered(50);
    const buyer = await someone('buyer');
    const insist = (key: string) => add(buyer, variantId, 2).set('idempotency-key', key).set('if-match', '"0"');
    const first = await insist('click-1').expect(200);
    const again = await insist('click-1').expect(200);
    expect([again.body, again.headers.etag]).toEqual([first.body, first.headers.etag]);
    await insist('click-2').expect(412);
    await add(buyer, variantId, 3).set('idempotency-key', 'click-1').set('if-match', '"0"').expect(422);
    await Promise.all(
      [1, 2].map(() => add(buyer, variantId).set('idempotency-key', 'click-3').set('if-match', '"1"').expect(200)),
    );
    expect((await read(buyer)).body).toMatchObject({ version: 2, lines: [{ quantity: 3 }] });
  });

  test('never mixes up two guests who chose the same key', async () => {
    const { variantId } = await offered(50);
    const first = await add(undefined, variantId).set('idempotency-key', 'same').expect(200);
    const second = await add(undefined, variantId).set('idempotency-key', 'same').expect(200);
    expect(second.headers['x-guest-cart']).not.toBe(first.headers['x-guest-cart']);
    expect(second.body.cartId).not.toBe(first.body.cartId);
  });
});

describe('a guest', () => {
  test('who signs up finds everything in the new cart, at the first request, once', async () => {
    const [lamp, chair] = [await offered(50), await offered(50)];
    const browser = supertest.agent(kit.running.url);
    await browser.post('/api/cart/lines').send({ variantId: lamp.variantId, quantity: 2 }).expect(200);
    await browser.post('/api/cart/lines').send({ variantId: chair.variantId, quantity: 1 }).expect(200);
    const buyer = await someone('buyer');
    const body = { variantId: lamp.variantId, quantity: 1 };
    const mine = await browser.post('/api/cart/lines').set('authorization', buyer).send(body).expect(200);
    expect(mine.body.lines.map((line: { quantity: number }) => line.quantity)).toEqual([3, 1]);
    expect((await browser.post('/api/cart/merge').set('authorization', buyer).expect(200)).body.version).toBe(2);
    expect((await browser.get('/api/cart').expect(200)).body).toMatchObject({ version: 0, lines: [] });
  });
});

describe('a product that its seller changes', () => {
  const shown = (authorization: string) => async () => (await read(authorization)).body.lines[0];

  test('is re-priced in the cart, through the broker', async () => {
    const { productId, variantId, etag } = await offered(10);
    const buyer = await someone('buyer');
    await add(buyer, variantId, 2).expect(200);
    const one = shop().patch(`/api/products/${productId}`).set('authorization', seller).set('if-match', etag);
    const changed = await one.send({ title: 'A better lamp' });
    expect([changed.status, changed.body.title]).toEqual([200, 'A better lamp']);
    await eventually(async () => (await shown(buyer)()).title === 'A better lamp');
    expect((await read(buyer)).body.version).toBe(2);
  });

  test("keeps the picture of the variant, and a change that a buyer does not see leaves the cart's version alone", async () => {
    const [image, other] = ['/media/brass.svg', '/media/lamps.svg'];
    const { productId, variantId } = await offered(10, {
      images: [{ src: other, alt: '' }],
      variants: [{ options: [], price: 4_900, stock: 10, image }],
    });
    const buyer = await someone('buyer');
    expect((await add(buyer, variantId).expect(200)).body.lines[0].image).toBe(image);
    const change = async (body: object) => {
      const answer = await shop().patch(`/api/products/${productId}`).set('authorization', seller).send(body);
      expect(answer.status).toBe(200);
    };
    await change({ descriptionHtml: '<p>More about it</p>' });
    await change({ title: 'A better lamp' });
    await eventually(async () => (await shown(buyer)()).title === 'A better lamp');
    const { body } = await read(buyer);
    expect([body.version, body.lines[0].image]).toEqual([2, image]);
  });
});
