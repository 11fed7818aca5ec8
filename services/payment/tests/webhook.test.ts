import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { paymentIdOf } from '../src/payment.ts';
import type { ChargeResult } from '../src/provider.ts';
import { isSigned, sign, toleranceMs } from '../src/signature.ts';
import { openShop, placed, type Shop, secret } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop?.stop());

const approved: ChargeResult = { status: 'approved', reference: 'sbx_1', fee: 206 };
let messages = 0;

/** A message of the sandbox about an order. */
function says(order: ReturnType<typeof placed>, result: ChargeResult, about: { id?: string; amount?: number } = {}) {
  messages += 1;
  const charge = { key: paymentIdOf(order.orderId), amount: about.amount ?? order.total, currency: 'EUR', result };
  return JSON.stringify({ id: about.id ?? `whk_${messages}`, charge });
}
function post(body: string, signature: string | undefined = sign(body, secret, new Date())) {
  const request = shop.http.post('/api/payments/webhooks/sandbox').set('content-type', 'application/json');
  return (signature === undefined ? request : request.set('sandbox-signature', signature)).send(body);
}
/** An order whose charge is pending at the provider. */
async function pending() {
  const order = placed('tok_async');
  await shop.deliver(order.created);
  return order;
}

describe('a signature', () => {
  const at = new Date('2026-11-23T12:00:00Z');
  const body = Buffer.from('{"a":1}');
  const shifted = (ms: number) => new Date(at.getTime() + ms);

  test('holds for the bytes, the secret and the time it was made for', () => {
    expect(isSigned(sign(body, secret, at), body, secret, at)).toBe(true);
    expect(isSigned(sign(body, secret, at), Buffer.from('{"a":2}'), secret, at)).toBe(false);
    expect(isSigned(sign(body, 'another secret of ours', at), body, secret, at)).toBe(false);
    expect(isSigned(sign(body, secret, at).replace(/t=\d+/, `t=${at.getTime() / 1_000 + 1}`), body, secret, at)).toBe(
      false,
    );
  });

  test('holds five minutes in both directions', () => {
    const signature = sign(body, secret, at);
    for (const ms of [toleranceMs, -toleranceMs]) expect(isSigned(signature, body, secret, shifted(ms))).toBe(true);
    for (const ms of [toleranceMs + 1, -toleranceMs - 1])
      expect(isSigned(signature, body, secret, shifted(ms))).toBe(false);
  });

  test.each([
    undefined,
    '',
    't=,v1=',
    't=1',
    `v1=${'0'.repeat(64)}`,
    `t=1,v1=${'g'.repeat(64)}`,
    `t=-1,v1=${'0'.repeat(64)}`,
  ])('that reads %s is none', (header) => {
    expect(isSigned(header, body, secret, at)).toBe(false);
  });
});

describe('a webhook', () => {
  test('of the sandbox itself brings the answer to a pending charge', async () => {
    const order = await pending();
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'charging' });
    expect(await shop.told(order.orderId)).toEqual([]);
    await eventually(async () => {
      await shop.runJob('send-sandbox-webhooks');
      return (await shop.payment(order.orderId)).state === 'succeeded';
    });
    await eventually(async () => (await shop.charge(order.orderId))?.webhook === undefined);
    const payment = await shop.payment(order.orderId);
    expect(payment.reference).toBe((await shop.charge(order.orderId))?.reference);
    expect(payment.fee).toBe(206);
  });

  test('that declines fails the payment', async () => {
    const order = await pending();
    await post(says(order, { status: 'declined', reference: 'sbx_1', reason: 'bank_said_no' })).expect(204);
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'failed', reason: 'bank_said_no' });
  });

  test('that comes 20 times at once and once more has one effect', async () => {
    const order = await pending();
    const message = says(order, approved);
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(message)));
    expect(answers.map((answer) => answer.status)).toEqual(Array(20).fill(204));
    await post(message).expect(204);
    await eventually(async () => (await shop.told(order.orderId)).length > 0);
    expect(await shop.told(order.orderId)).toEqual(['payment.succeeded']);
    expect(await shop.audited(order.orderId)).toEqual(['payment.charged']);
    expect((await shop.payment(order.orderId)).version).toBe(3);
  });

  test('whose id was handled is not looked at again, whatever it says now', async () => {
    const order = await pending();
    await post(says(order, { status: 'canceled' }, { id: 'whk_same' })).expect(204);
    await post(says(order, approved, { id: 'whk_same' })).expect(204);
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'failed' });
  });

  test('that comes before the answer settles the payment, and the answer changes nothing', async () => {
    const order = placed('tok_timeout');
    const delivered = shop.deliver(order.created);
    const charge = await eventually(() => shop.charge(order.orderId));
    await post(says(order, { status: 'approved', reference: charge.reference, fee: 206 })).expect(204);
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'succeeded' });
    const { event } = await delivered;
    await eventually(async () => (await shop.running.inbox.deliveries.countDocuments({ _id: event.id })) === 0);
    expect(await shop.told(order.orderId)).toEqual(['payment.succeeded']);
  });

  test('about a payment that is not known yet is asked for again, and counts when it comes again', async () => {
    const order = placed('tok_async');
    const message = says(order, approved);
    await post(message).expect(404);
    await shop.deliver(order.created);
    await post(message).expect(204);
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'succeeded' });
  });

  test('out of order: a refusal after the approval changes nothing', async () => {
    const order = await pending();
    await post(says(order, approved)).expect(204);
    await post(says(order, { status: 'declined', reference: 'sbx_1', reason: 'old news' })).expect(204);
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'succeeded' });
  });

  test('out of order: an approval after the refusal gives the money back', async () => {
    const order = await pending();
    await post(says(order, { status: 'declined', reference: 'sbx_1', reason: 'not yet' })).expect(204);
    await shop.running.context.sandbox.charges.decide(paymentIdOf(order.orderId), 'approved', new Date());
    await post(says(order, approved)).expect(204);
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'refunded' });
    await eventually(async () => (await shop.told(order.orderId)).length === 2);
    expect(await shop.told(order.orderId)).toEqual(['payment.failed', 'payment.refunded']);
  });

  test('that approves a canceled order gives the money back', async () => {
    const order = await pending();
    await shop.running.context.sandbox.charges.decide(paymentIdOf(order.orderId), 'approved', new Date());
    await Promise.all([shop.deliver(order.canceled), post(says(order, approved))]);
    await eventually(async () => (await shop.payment(order.orderId)).state === 'refunded');
    expect(await shop.charge(order.orderId)).toMatchObject({
      refunds: [{ id: expect.stringMatching(/^rfd_/), amount: 12_900 }],
    });
  });
});

describe('a webhook is refused and changes nothing', () => {
  test.each([
    ['without a signature', () => undefined],
    ['with an empty signature', () => ''],
    ['signed with another secret', (body: string) => sign(body, 'not the secret at all', new Date())],
    ['signed for another body', () => sign('{}', secret, new Date())],
    ['signed ten minutes ago', (body: string) => sign(body, secret, new Date(Date.now() - 600_000))],
    ['signed ten minutes ahead', (body: string) => sign(body, secret, new Date(Date.now() + 600_000))],
  ])('%s: 401, audited, and no word about why', async (_how, signature) => {
    const order = await pending();
    const body = says(order, approved);
    const request = shop.http.post('/api/payments/webhooks/sandbox').set('content-type', 'application/json');
    const header = signature(body);
    const answer = await (header === undefined ? request : request.set('sandbox-signature', header)).send(body);
    expect(answer.status).toBe(401);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.body.detail).toBe('The webhook is not signed as agreed.');
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'charging' });
    expect(await shop.running.audit.records.findOne({ act: 'webhook.refused' }).lean()).not.toBeNull();
  });

  test('about another amount: 409', async () => {
    const order = await pending();
    await post(says(order, approved, { amount: 1 })).expect(409);
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'charging' });
  });

  test.each(['', 'null', '[]', '{"id":', '{"id":"x"}', '{"id":"x","charge":{"key":{"$ne":null}}}'])(
    'signed but unreadable (%s): 400',
    async (body) => {
      await post(body).expect(400);
    },
  );

  test('of a provider that nobody knows: 404; in another content type: 415; by GET: 405', async () => {
    await shop.http
      .post('/api/payments/webhooks/nobody')
      .set('content-type', 'application/json')
      .send('{}')
      .expect(404);
    await shop.http.post('/api/payments/webhooks/sandbox').set('content-type', 'text/plain').send('{}').expect(415);
    await shop.http.get('/api/payments/webhooks/sandbox').expect(405);
  });
});

test('somebody who forges webhooks is soon not listened to, and cannot fill the audit log', async () => {
  const strict = await openShop({ env: { RATE_LIMIT_FACTOR: '0.1' } });
  try {
    const forge = () =>
      strict.http.post('/api/payments/webhooks/sandbox').set('content-type', 'application/json').send('{}');
    const answers = await Promise.all(Array.from({ length: 20 }, forge));
    const count = (status: number) => answers.filter((answer) => answer.status === status).length;
    expect([count(401), count(429)]).toEqual([3, 17]);
    expect(await strict.running.audit.records.countDocuments({ act: 'webhook.refused' })).toBe(3);
  } finally {
    await strict.stop();
  }
});
