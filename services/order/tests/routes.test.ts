import { cartUpdated, newId, OrderId, paymentSucceeded } from '@credenza/contracts';
import { eventually, type Harness, startForTest, type TestUser } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import type { Order } from '../src/order.ts';
import { service } from '../src/service.ts';
import { sampleCart, sampleOrder, samplePayment } from './samples.ts';

let kit: Harness<Context>;
let buyer: TestUser;
let admin: TestUser;
beforeAll(async () => {
  kit = await startForTest(service);
  [buyer, admin] = await Promise.all([kit.user('buyer'), kit.user('admin')]);
});
afterAll(() => kit?.stop());

async function placed(who = buyer, over: Partial<Order> = {}) {
  const { orderId, state } = sampleOrder(new Date(), who.userId);
  await kit.running.context.orders.create(orderId, { ...state, ...over });
  return { orderId, ...state };
}
async function paid(who = buyer) {
  const { orderId, buyerId, total: amount, currency } = await placed(who);
  const about = { paymentId: samplePayment(), orderId, buyerId, amount, currency, provider: 'sandbox' };
  await kit.deliver(paymentSucceeded.of({ ...about, providerReference: 'ch_1' }));
  return { orderId, paymentId: about.paymentId };
}
const get = (path: string, who = buyer) => kit.http.get(path).set('authorization', who.authorization);
const cancel = (orderId: OrderId, who = buyer) =>
  kit.http.post(`/api/orders/${orderId}/cancel`).set('authorization', who.authorization);
const told = (type: string, orderId: OrderId) => kit.running.relay.journal.countDocuments({ type, subject: orderId });
const audited = (orderId: OrderId) => kit.running.audit.records.find({ subject: orderId }).sort({ _id: 1 }).lean();

describe('one order', () => {
  test('is its buyer’s and the admin’s; for everybody else it does not exist', async () => {
    const { orderId } = await placed();
    const [other, seller] = await Promise.all([kit.user('buyer'), kit.user('seller')]);
    await get(`/api/orders/${orderId}`).expect(200);
    await get(`/api/orders/${orderId}`, admin).expect(200);
    await get(`/api/orders/${orderId}`, other).expect(404);
    await get(`/api/orders/${orderId}`, seller).expect(403);
    await kit.http.get(`/api/orders/${orderId}`).expect(401);
    await get(`/api/orders/${newId(OrderId)}`).expect(404);
  });

  test('is shown with what was bought, its timeline and its version, and without the shop’s commission', async () => {
    const { orderId, paymentId } = await paid();
    const answer = await get(`/api/orders/${orderId}`).expect(200);
    expect(answer.body).toMatchObject({ orderId, buyerId: buyer.userId, status: 'paid', total: 11_899, paymentId });
    expect(answer.body.timeline.map(({ what }: { what: string }) => what)).toEqual(['created', 'paid']);
    expect(JSON.stringify(answer.body)).not.toMatch(/commission|idempotencyKey|outbox/);
    expect(answer.headers.etag).toBe('"2"');
    await get(`/api/orders/${orderId}`).set('if-none-match', '"2"').expect(304);
    await get(`/api/orders/${orderId}`).set('if-none-match', '"1"').expect(200);
  });

  test.each(['ord_1', 'pay_01j9zq6v8xe3tbd5wqmg8d2r4c', '{"$ne":null}', '%00'])('never has the id %s', async (id) => {
    await get(`/api/orders/${encodeURIComponent(id)}`).expect(400);
  });
});

describe('the list', () => {
  async function pages(who: TestUser, query: string): Promise<{ ids: string[]; sizes: number[] }> {
    const ids: string[] = [];
    const sizes: number[] = [];
    let cursor = '';
    do {
      const { body } = await get(`/api/orders?${query}${cursor && `&cursor=${cursor}`}`, who).expect(200);
      ids.push(...body.items.map((one: { orderId: string }) => one.orderId));
      sizes.push(body.items.length);
      cursor = body.nextCursor ?? '';
    } while (cursor);
    return { ids, sizes };
  }
  const newestFirst = (orders: { orderId: string }[]) =>
    orders
      .map(({ orderId }) => orderId)
      .sort()
      .reverse();

  test('shows a buyer all orders, the newest first, page by page, without a gap or an empty last page', async () => {
    const person = await kit.user('buyer');
    const mine = [];
    for (let i = 0; i < 6; i += 1) mine.push(await placed(person));
    await placed();
    expect(await pages(person, 'limit=3')).toEqual({ ids: newestFirst(mine), sizes: [3, 3] });
    expect(await pages(person, 'limit=4')).toEqual({ ids: newestFirst(mine), sizes: [4, 2] });
    expect((await pages(person, '')).ids).toEqual(newestFirst(mine));
  });

  test('goes on where it was although new orders have come', async () => {
    const person = await kit.user('buyer');
    const mine = [await placed(person), await placed(person), await placed(person)];
    const first = await get('/api/orders?limit=2', person);
    await placed(person);
    const second = await get(`/api/orders?limit=2&cursor=${first.body.nextCursor}`, person);
    const seen = [...first.body.items, ...second.body.items];
    expect(seen.map((one: { orderId: string }) => one.orderId)).toEqual(newestFirst(mine));
  });

  test('shows those of one status, across pages', async () => {
    const person = await kit.user('buyer');
    const [open, bought, given] = [
      [await placed(person)],
      [await paid(person), await paid(person)],
      [await paid(person)],
    ];
    for (const { orderId } of given) await cancel(orderId, person).expect(200);
    expect((await pages(person, 'limit=1&status=pending')).ids).toEqual(newestFirst(open));
    expect((await pages(person, 'limit=1&status=paid')).ids).toEqual(newestFirst(bought));
    expect((await pages(person, 'limit=1&status=canceled')).ids).toEqual(newestFirst(given));
    expect((await get('/api/orders?status=paid', await kit.user('buyer'))).body).toEqual({ items: [] });
  });

  test.each(['limit=0', 'limit=101', 'status=lost', 'status[$ne]=paid', 'cursor=zzz', 'buyerId=x'])(
    'is not asked for with %s',
    async (query) => {
      await get(`/api/orders?${query}`).expect(400);
    },
  );

  test('is for buyers alone', async () => {
    await kit.http.get('/api/orders').expect(401);
    await get('/api/orders', await kit.user('seller')).expect(403);
    await get('/api/orders', admin).expect(403);
  });
});

describe('canceling', () => {
  test('an order that waits asks for no money; a paid one asks for it back', async () => {
    const [{ orderId: open }, { orderId: bought, paymentId }] = [await placed(), await paid()];
    const canceled = await cancel(open).expect(200);
    expect(canceled.body).toMatchObject({ status: 'canceled', cancelReason: 'buyer' });
    expect(canceled.body).not.toHaveProperty('refund');
    expect((await cancel(bought).expect(200)).body).toMatchObject({ status: 'canceled', refund: 'pending' });
    const event = await kit.published('order.canceled', (one) => one.subject === bought);
    expect(event.data).toMatchObject({ reason: 'buyer', paymentId });
  });

  test('insists on the version that the buyer has looked at, when told which', async () => {
    const { orderId } = await paid();
    await cancel(orderId).set('if-match', '"1"').expect(412);
    await cancel(orderId).set('if-match', 'W/"x"').expect(400);
    expect((await get(`/api/orders/${orderId}`)).body.status).toBe('paid');
    expect(await audited(orderId)).toEqual([]);
    const answer = await cancel(orderId).set('if-match', '"2"').expect(200);
    expect(answer.headers.etag).toBe('"3"');
  });

  test('is not for another buyer, a seller or a stranger', async () => {
    const { orderId } = await placed();
    await cancel(orderId, await kit.user('buyer')).expect(404);
    await cancel(orderId, await kit.user('seller')).expect(403);
    await kit.http.post(`/api/orders/${orderId}/cancel`).expect(401);
    await cancel(newId(OrderId)).expect(404);
    expect((await get(`/api/orders/${orderId}`)).body.status).toBe('pending');
    expect(await audited(orderId)).toEqual([]);
  });

  test('many times at once is once', async () => {
    const { orderId } = await placed();
    const answers = await Promise.all(Array.from({ length: 8 }, () => cancel(orderId)));
    expect(answers.map((answer) => answer.status)).toEqual(Array(8).fill(200));
    await eventually(async () => (await told('order.canceled', orderId)) === 1);
    expect((await get(`/api/orders/${orderId}`)).body.timeline).toHaveLength(2);
    expect(await audited(orderId)).toHaveLength(1);
  });

  test('is recorded with who wished it; a repetition that changes nothing is not recorded again', async () => {
    const { orderId, total } = await placed();
    await cancel(orderId, admin).expect(200);
    await cancel(orderId, admin).expect(200);
    await cancel(orderId).expect(200);
    expect(await audited(orderId)).toMatchObject([
      { act: 'order.cancel-ordered', actor: admin.userId, outcome: 'done', detail: { from: 'pending', total } },
    ]);
  });

  test('is not done when it cannot be recorded who wished it', async () => {
    const { orderId } = await paid();
    const refuse = (validator: Record<string, unknown>) => kit.running.db.db?.command({ collMod: 'audit', validator });
    await refuse({ subject: { $ne: orderId } });
    await cancel(orderId).expect(500);
    await refuse({});
    expect((await get(`/api/orders/${orderId}`)).body.status).toBe('paid');
    await cancel(orderId).expect(200);
    expect(await audited(orderId)).toHaveLength(1);
  });
});

describe('ordering', () => {
  const address = { name: 'Ada', line1: 'Elm Street 1', city: 'Berlin', postalCode: '10115', country: 'DE' };
  const body = { cartVersion: 8, shippingAddress: address, payment: { token: 'tok_approve' } };
  const order = (content: object, key?: string, who = buyer) => {
    const request = kit.http.post('/api/orders').set('authorization', who.authorization);
    return (key === undefined ? request : request.set('idempotency-key', key)).send(content);
  };

  test('needs a key, and while product is away it is refused without a trace', async () => {
    const person = await kit.user('buyer');
    const cart = sampleCart(person.userId, [1_000], 8);
    await kit.deliver(cartUpdated.of({ ...cart, userId: person.userId, cause: 'added' }), { version: 8 });
    await order(body, undefined, person).expect(400);
    await order(body, 'k-away', person).expect(503);
    expect((await get('/api/orders', person)).body.items).toEqual([]);
  });

  test.each([
    ['no address', { ...body, shippingAddress: undefined }],
    ['a country that is none', { ...body, shippingAddress: { ...address, country: 'Germany' } }],
    ['a negative version', { ...body, cartVersion: -1 }],
    ['a price of its own', { ...body, total: 1 }],
    ['an operator for a token', { ...body, payment: { token: { $ne: '' } } }],
  ])('with %s is refused', async (_what, content) => {
    await order(content, newId(OrderId)).expect(400);
  });

  test('again under its key gives the same order, also when the kit has forgotten the key', async () => {
    const { orderId } = await placed(buyer, { cartVersion: 8, shippingAddress: address, idempotencyKey: 'k-old' });
    const again = await order(body, 'k-old').expect(201);
    expect(again.body.orderId).toBe(orderId);
    expect(again.headers.location).toBe(`/api/orders/${orderId}`);
  });

  test.each([
    ['another version of the cart', { ...body, cartVersion: 9 }],
    ['another address', { ...body, shippingAddress: { ...address, city: 'Hamburg' } }],
    ['one line more in the address', { ...body, shippingAddress: { ...address, line2: 'third floor' } }],
  ])('%s under the key of an old order is refused', async (_what, content) => {
    const key = newId(OrderId);
    await placed(buyer, { cartVersion: 8, shippingAddress: address, idempotencyKey: key });
    const refused = await order(content, key).expect(422);
    expect(refused.body.type).toMatch(/key-reused$/);
  });
});
