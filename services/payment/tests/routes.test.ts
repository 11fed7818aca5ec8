import { newId, OrderId, PaymentId } from '@credenza/contracts';
import type { TestUser } from '@credenza/service-kit/testing';
import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { paymentIdOf } from '../src/payment.ts';
import { openShop, placed, type Shop } from './shop.ts';

let shop: Shop;
let admin: TestUser;
let buyer: TestUser;
beforeAll(async () => {
  shop = await openShop();
  [admin, buyer] = await Promise.all([shop.user('admin'), shop.user('buyer')]);
});
afterAll(() => shop?.stop());

const get = (path: string, user: TestUser) => shop.http.get(path).set('authorization', user.authorization);
const refund = (orderId: OrderId, user: TestUser, key: string | undefined = newId(PaymentId)) => {
  const request = shop.http
    .post(`/api/payments/${paymentIdOf(orderId)}/refund`)
    .set('authorization', user.authorization);
  return (key === undefined ? request : request.set('idempotency-key', key)).send({ reason: 'arrived broken' });
};
async function charged(token = 'tok_approve', user = buyer) {
  const order = placed(token, { buyerId: user.userId });
  await shop.deliver(order.created);
  return order;
}

describe('a payment', () => {
  test('is shown to its buyer without what concerns only the shop', async () => {
    const order = await charged();
    const answer = await get(`/api/payments/${paymentIdOf(order.orderId)}`, buyer).expect(200);
    const payment = await shop.payment(order.orderId);
    expect(answer.body).toEqual({
      paymentId: paymentIdOf(order.orderId),
      orderId: order.orderId,
      buyerId: buyer.userId,
      amount: 12_900,
      currency: 'EUR',
      state: 'succeeded',
      provider: 'sandbox',
      reference: payment.reference,
      createdAt: payment.createdAt.toISOString(),
      settledAt: payment.settledAt?.toISOString(),
    });
    await get(`/api/payments/${paymentIdOf(order.orderId)}`, buyer)
      .set('if-none-match', String(answer.headers.etag))
      .expect(304);
  });

  test('is shown to an admin with its fee', async () => {
    const order = await charged();
    const answer = await get(`/api/payments/${paymentIdOf(order.orderId)}`, admin).expect(200);
    expect(answer.body.fee).toBe(206);
  });

  test('of somebody else does not exist, for buyers and sellers', async () => {
    const order = await charged();
    for (const role of ['buyer', 'seller'] as const) {
      const stranger = await shop.user(role);
      await get(`/api/payments/${paymentIdOf(order.orderId)}`, stranger).expect(404);
      const list = await get(`/api/payments?orderId=${order.orderId}`, stranger).expect(200);
      expect(list.body).toEqual({ items: [] });
      const asked = await get(`/api/payments?buyerId=${buyer.userId}`, stranger).expect(200);
      expect(asked.body.items).toEqual([]);
    }
  });

  test('is found by its order', async () => {
    const order = await charged();
    await charged();
    const answer = await get(`/api/payments?orderId=${order.orderId}`, buyer).expect(200);
    expect(answer.body.items.map((one: { orderId: string }) => one.orderId)).toEqual([order.orderId]);
  });

  test.each(['pay_1', 'ord_01j9zq6v8xe3tbd5wqmg8d2r4c', '{"$ne":null}', '%00'])(
    'never has the id %s: 400',
    async (id) => {
      await get(`/api/payments/${encodeURIComponent(id)}`, buyer).expect(400);
    },
  );

  test.each(['limit=0', 'limit=101', 'state=rich', 'orderId[$ne]=1', 'orderId=1', 'cursor=zzz', 'amount=1'])(
    'is not listed by %s: 400',
    async (query) => {
      await get(`/api/payments?${query}`, admin).expect(400);
    },
  );

  test('is nobody else’s business: 401 without a token', async () => {
    await shop.http.get('/api/payments').expect(401);
    await shop.http.get(`/api/payments/${newId(PaymentId)}`).expect(401);
    await shop.http.post(`/api/payments/${newId(PaymentId)}/refund`).expect(401);
    await get(`/api/payments/${newId(PaymentId)}`, buyer).expect(404);
  });
});

describe('the list', () => {
  test('pages through a buyer’s payments, the newest order first, each once', async () => {
    const user = await shop.user('buyer');
    const orders = [];
    for (let i = 0; i < 5; i += 1) orders.push(await charged('tok_approve', user));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const next: string = cursor === undefined ? '' : `&cursor=${cursor}`;
      const { body } = await get(`/api/payments?limit=2${next}`, user).expect(200);
      seen.push(...body.items.map((one: { orderId: string }) => one.orderId));
      cursor = body.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(
      orders
        .map((order) => order.orderId)
        .sort()
        .reverse(),
    );
  });

  test('shows an admin everybody’s, by buyer and by state', async () => {
    const user = await shop.user('buyer');
    await charged('tok_approve', user);
    const failed = await charged('tok_decline', user);
    const all = await get(`/api/payments?buyerId=${user.userId}`, admin).expect(200);
    expect(all.body.items).toHaveLength(2);
    const some = await get(`/api/payments?buyerId=${user.userId}&state=failed`, admin).expect(200);
    expect(some.body.items).toMatchObject([{ orderId: failed.orderId, reason: 'card_declined' }]);
    expect((await get('/api/payments?limit=1', admin).expect(200)).body.items).toHaveLength(1);
  });

  test('uses an index for every filter', async () => {
    const { model } = shop.running.context.payments.aggregates;
    for (const filter of [{}, { buyerId: buyer.userId }, { state: 'failed' as const }]) {
      const plan = JSON.stringify(await model.find(filter).sort({ _id: -1 }).explain('queryPlanner'));
      expect(plan).toContain('IXSCAN');
      expect(plan).not.toContain('"SORT"');
    }
  });
});

describe('a refund by an admin', () => {
  test('gives the whole amount back, once, and is audited with its reason', async () => {
    const order = await charged();
    const answer = await refund(order.orderId, admin).expect(202);
    expect(answer.body).toMatchObject({ state: 'refunded', amount: 12_900, refundId: expect.stringMatching(/^rfd_/) });
    await refund(order.orderId, admin).expect(202);
    await eventually(async () => (await shop.told(order.orderId)).length === 2);
    expect(await shop.told(order.orderId)).toEqual(['payment.succeeded', 'payment.refunded']);
    expect(await shop.charge(order.orderId)).toMatchObject({ refundCalls: 1 });
    const entry = await shop.running.audit.records
      .findOne({ act: 'payment.refund-ordered', actor: admin.userId })
      .lean();
    expect(entry).toMatchObject({ subject: paymentIdOf(order.orderId), detail: { reason: 'arrived broken' } });
  });

  test('from 10 clients at once with one key is one refund', async () => {
    const order = await charged();
    const answers = await Promise.all(Array.from({ length: 10 }, () => refund(order.orderId, admin, 'one-key')));
    expect(answers.filter(({ status }) => status !== 202 && status !== 409)).toEqual([]);
    expect(await shop.charge(order.orderId)).toMatchObject({ refundCalls: 1 });
  });

  test('from 10 clients at once with different keys is one refund', async () => {
    const order = await charged();
    const answers = await Promise.all(Array.from({ length: 10 }, () => refund(order.orderId, admin)));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(202));
    await eventually(async () => (await shop.told(order.orderId)).length === 2);
    expect(await shop.told(order.orderId)).toEqual(['payment.succeeded', 'payment.refunded']);
  });

  test('is kept when the provider is away, and carried out later', async () => {
    const order = await charged('tok_refund_retry');
    const answer = await refund(order.orderId, admin).expect(202);
    expect(answer.body.state).toBe('refunding');
    await refund(order.orderId, admin).expect(202);
    await refund(order.orderId, admin).expect(202);
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'refunded' });
  });

  test('that the provider refuses stays open for a person to see', async () => {
    const order = await charged();
    await shop.running.context.sandbox.charges.model.deleteOne({ _id: paymentIdOf(order.orderId) });
    const answer = await refund(order.orderId, admin).expect(202);
    expect(answer.body.state).toBe('refunding');
    const open = await get('/api/payments?state=refunding', admin).expect(200);
    expect(open.body.items).toMatchObject([{ orderId: order.orderId }]);
  });

  test('of a payment without a charge is refused', async () => {
    const order = await charged('tok_decline');
    const answer = await refund(order.orderId, admin).expect(409);
    expect(answer.body.detail).toContain('failed');
    await refund(newId(OrderId), admin).expect(404);
  });

  test('needs an admin, a key and a reason', async () => {
    const order = await charged();
    await refund(order.orderId, buyer).expect(403);
    const path = `/api/payments/${paymentIdOf(order.orderId)}/refund`;
    const post = () => shop.http.post(path).set('authorization', admin.authorization);
    await post().send({ reason: 'arrived broken' }).expect(400);
    await post().set('idempotency-key', 'k1').send({}).expect(400);
    await post().set('idempotency-key', 'k2').send({ reason: 'arrived broken', amount: 1 }).expect(400);
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'succeeded' });
  });
});

test('the API page describes every route, also beside a route that takes any id', async () => {
  const { body } = await shop.http.get('/api/payments/openapi.json').expect(200);
  expect(Object.keys(body.paths)).toEqual(
    expect.arrayContaining([
      '/api/payments',
      '/api/payments/{paymentId}',
      '/api/payments/{paymentId}/refund',
      '/api/payments/webhooks/{provider}',
    ]),
  );
});
