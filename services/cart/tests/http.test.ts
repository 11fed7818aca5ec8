import { LineId, newId, type Offer, VariantId } from '@credenza/contracts';
import { type Harness, startForTest, type TestUser } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addPieces } from '../src/change-lines.ts';
import type { Context } from '../src/context.ts';
import { service } from '../src/service.ts';
import { anOffer, env, productEvent } from './samples.ts';

let kit: Harness<Context>;
beforeAll(async () => {
  kit = await startForTest(service, { env });
});
afterAll(() => kit?.stop());

const put = (buyer: TestUser, offer: Offer, quantity = 1) =>
  kit.running.context.carts.changeOfUser(buyer.userId, (cart) => addPieces(cart, { offer, quantity }));
async function aBuyerWith(offer: Offer, quantity = 1): Promise<TestUser & { line: string }> {
  const buyer = await kit.user('buyer');
  const cart = await put(buyer, offer, quantity);
  return { ...buyer, line: `/api/cart/lines/${cart.lines[0]?.lineId}` };
}
const signed = (buyer: TestUser, method: 'get' | 'post' | 'patch' | 'delete', path = '/api/cart') =>
  kit.http[method](path).set('authorization', buyer.authorization);

describe('a cart over HTTP', () => {
  test('shows its version as ETag, is never kept by caches, and says 304 to who knows it', async () => {
    const buyer = await aBuyerWith(anOffer(), 2);
    const answer = await signed(buyer, 'get').expect(200);
    expect(answer.headers).toMatchObject({ etag: '"1"', 'cache-control': 'no-store' });
    expect(answer.body).toMatchObject({ userId: buyer.userId, version: 1 });
    await signed(buyer, 'get').set('if-none-match', '"1"').expect(304);
    await signed(buyer, 'get').set('if-none-match', '"0"').expect(200);
  });

  test.each(['buyer', 'seller', 'admin'] as const)('is for a %s too', async (role) => {
    const user = await kit.user(role);
    await put(user, anOffer());
    expect((await signed(user, 'get').expect(200)).body.lines).toHaveLength(1);
  });

  test('is empty, with version 0 and its final id, before anything is in it', async () => {
    const buyer = await kit.user('buyer');
    const before = await signed(buyer, 'get').expect(200);
    expect(before.body).toMatchObject({ version: 0, lines: [], subtotal: 0, currency: 'EUR' });
    expect((await put(buyer, anOffer()))._id).toBe(before.body.cartId);
  });

  test('lines can be lowered, taken out and cleared; every answer is the whole cart', async () => {
    const buyer = await aBuyerWith(anOffer({ price: anOffer().price }), 3);
    await put(buyer, anOffer(), 1);
    const lowered = await signed(buyer, 'patch', buyer.line).send({ quantity: 1 }).expect(200);
    expect(lowered.body).toMatchObject({ version: 3, subtotal: 9_800 });
    const removed = await signed(buyer, 'delete', buyer.line).expect(200);
    expect(removed.body).toMatchObject({ version: 4, subtotal: 4_900 });
    await signed(buyer, 'delete', buyer.line).expect(404);
    const cleared = await signed(buyer, 'delete').expect(200);
    expect([cleared.body.lines, cleared.headers.etag]).toEqual([[], '"5"']);
    expect((await signed(buyer, 'delete').expect(200)).body.version).toBe(5);
  });

  test('a line of another user is not there', async () => {
    const [mine, theirs] = [await aBuyerWith(anOffer()), await aBuyerWith(anOffer())];
    await signed(mine, 'delete', theirs.line).expect(404);
    await signed(mine, 'patch', theirs.line).send({ quantity: 1 }).expect(404);
    expect((await signed(theirs, 'get')).body.version).toBe(1);
  });

  test('touching a line accepts its new price', async () => {
    const lamp = anOffer();
    const buyer = await aBuyerWith(lamp, 2);
    await kit.deliver(productEvent(lamp, { price: 6_000 }), { version: 2 });
    expect((await signed(buyer, 'get')).body.lines[0]).toMatchObject({ notice: 'price-changed' });
    const touched = await signed(buyer, 'patch', buyer.line).send({ quantity: 2 }).expect(200);
    expect(touched.body.lines[0]).not.toHaveProperty('notice');
    expect(touched.body.subtotal).toBe(12_000);
  });
});

describe('two tabs', () => {
  test('that both read version 1 and insist on it: one wins, the other is told the newer version', async () => {
    const buyer = await aBuyerWith(anOffer(), 9);
    const answers = await Promise.all(
      [5, 6].map((quantity) => signed(buyer, 'patch', buyer.line).set('if-match', '"1"').send({ quantity })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect(answers.find(({ status }) => status === 412)?.body.currentVersion).toBe(2);
    await signed(buyer, 'delete').set('if-match', '"1"').expect(412);
    await signed(buyer, 'delete', buyer.line).set('if-match', '"1"').expect(412);
    await signed(buyer, 'delete', buyer.line).set('if-match', '"2"').expect(200);
  });

  test('that is behind is told so before product is asked about more pieces', async () => {
    const buyer = await aBuyerWith(anOffer(), 5);
    await signed(buyer, 'patch', buyer.line).send({ quantity: 3 }).expect(200);
    await signed(buyer, 'patch', buyer.line).set('if-match', '"1"').send({ quantity: 4 }).expect(412);
  });

  test('that insist on nothing both count', async () => {
    const buyer = await aBuyerWith(anOffer(), 3);
    const second = await put(buyer, anOffer(), 3);
    const lines = second.lines.map(({ lineId }) => `/api/cart/lines/${lineId}`);
    const answers = await Promise.all([
      signed(buyer, 'patch', lines[0]).send({ quantity: 1 }),
      signed(buyer, 'delete', lines[1]),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect((await signed(buyer, 'get')).body.lines.map((line: { quantity: number }) => line.quantity)).toEqual([1]);
  });

  test('a version of a cart that was never filled is understood', async () => {
    const buyer = await kit.user('buyer');
    await signed(buyer, 'delete').set('if-match', '"0"').expect(200);
    const answer = await signed(buyer, 'delete').set('if-match', '"4"').expect(412);
    expect(answer.body.currentVersion).toBe(0);
    await kit.http.delete('/api/cart').set('if-match', '"4"').expect(412);
  });
});

describe('while product is away', () => {
  test('nothing can be put in or raised, and the cart stays as it was', async () => {
    const buyer = await aBuyerWith(anOffer(), 2);
    const body = { variantId: newId(VariantId), quantity: 1 };
    await signed(buyer, 'post', '/api/cart/lines').send(body).expect(503);
    await kit.http.post('/api/cart/lines').send(body).expect(503);
    await signed(buyer, 'patch', buyer.line).send({ quantity: 3 }).expect(503);
    expect((await signed(buyer, 'get')).body.version).toBe(1);
  });

  test('pieces can still be given up', async () => {
    const buyer = await aBuyerWith(anOffer(), 2);
    await signed(buyer, 'patch', buyer.line).send({ quantity: 1 }).expect(200);
    await signed(buyer, 'delete', buyer.line).expect(200);
  });
});

describe('bad input changes nothing and is named', () => {
  test.each([
    ['no body', undefined],
    ['no quantity', { variantId: newId(VariantId) }],
    ['quantity 0', { variantId: newId(VariantId), quantity: 0 }],
    ['a negative quantity', { variantId: newId(VariantId), quantity: -1 }],
    ['half a piece', { variantId: newId(VariantId), quantity: 0.5 }],
    ['1,000 pieces', { variantId: newId(VariantId), quantity: 1_000 }],
    ['a quantity as text', { variantId: newId(VariantId), quantity: '1' }],
    ['an id of another kind', { variantId: newId(LineId), quantity: 1 }],
    ['an operator for an id', { variantId: { $ne: null }, quantity: 1 }],
    ['a price of the caller', { variantId: newId(VariantId), quantity: 1, unitPrice: 1 }],
  ])('%s', async (_what, body) => {
    const buyer = await kit.user('buyer');
    const answer = await signed(buyer, 'post', '/api/cart/lines').send(body).expect(400);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.body.errors.length).toBeGreaterThan(0);
    expect((await signed(buyer, 'get')).body.version).toBe(0);
  });

  test('ids, versions, keys and tokens that are none', async () => {
    const buyer = await aBuyerWith(anOffer());
    await signed(buyer, 'patch', '/api/cart/lines/1').send({ quantity: 1 }).expect(400);
    await signed(buyer, 'delete', '/api/cart/lines/lin_').expect(400);
    await signed(buyer, 'delete').set('if-match', 'W/x').expect(400);
    await signed(buyer, 'post', '/api/cart/lines')
      .set('idempotency-key', 'a b')
      .send({ variantId: newId(VariantId), quantity: 1 })
      .expect(400);
    await kit.http.get('/api/cart').set('authorization', 'Bearer x.y.z').expect(401);
    await kit.http.get('/api/cart').set('cookie', 'guest_cart=%00; =; ;;guest_cart').expect(200);
    await kit.http.get('/api/cart?userId=1').expect(400);
    expect((await signed(buyer, 'get')).body.version).toBe(1);
  });
});

test('the API page describes every route, with what it may refuse', async () => {
  const { body } = await kit.http.get('/api/cart/openapi.json').expect(200);
  const add = body.paths['/api/cart/lines'].post;
  expect(Object.keys(add.responses)).toEqual(
    expect.arrayContaining(['200', '400', '401', '404', '409', '412', '422', '503']),
  );
  expect(add.parameters.map(({ name }: { name: string }) => name)).toEqual(['Idempotency-Key', 'If-Match']);
  expect(body.paths).not.toHaveProperty('/internal/carts/read');
});
