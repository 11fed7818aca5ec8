import { eventually, type TestUser } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { paymentIdOf } from '../src/payment.ts';
import { type Counter, counters } from './providers/counters.ts';
import { openShop, placed, type Shop } from './shop.ts';

/** Nothing here is about answers that come late, and a busy machine must not look like a provider that is away. */
const patient = { PAYMENT_TIMEOUT_MS: '20000' };

describe.each(Object.entries(counters))('%s', (name, open) => {
  let counter: Counter;
  let shop: Shop;
  let buyer: TestUser;
  const clock = { ms: 0, now: () => new Date(Date.now() + clock.ms) };
  beforeAll(async () => {
    counter = await open();
    const env = { ...patient, ...counter.env, PAYMENT_PROVIDERS: `sandbox,${name}` };
    shop = await openShop({ env, now: clock.now });
    buyer = await shop.user('buyer');
  });
  afterAll(async () => {
    await shop?.stop();
    await counter?.wire.close();
  });

  type Order = ReturnType<typeof placed>;
  const order = ({ token = counter.token } = {}) =>
    placed(token, { buyerId: buyer.userId, expiresInMs: clock.ms + 15 * 60_000 });
  /** An order whose buyer has something to do. */
  async function waiting(): Promise<Order> {
    const one = order();
    await shop.deliver(one.created);
    expect(counter.waits(one.orderId)).toBe(true);
    return one;
  }
  const path = ({ orderId }: Order) => `/api/payments/${paymentIdOf(orderId)}`;
  const seen = (one: Order, user = buyer) => shop.http.get(path(one)).set('authorization', user.authorization);
  const back = (one: Order, body = counter.back(one.orderId), user = buyer) =>
    shop.http
      .post(`${path(one)}/return`)
      .set('authorization', user.authorization)
      .send(body);
  const post = ({ body, headers }: ReturnType<Counter['webhook']>) =>
    shop.http.post(`/api/payments/webhooks/${name}`).set('content-type', 'application/json').set(headers).send(body);
  /** Fails unless the order was charged once, everywhere. */
  async function chargedOnce({ orderId, total }: Order): Promise<void> {
    await eventually(async () => (await shop.payment(orderId)).state === 'succeeded');
    await eventually(async () => (await shop.told(orderId)).length > 0);
    expect(await shop.told(orderId)).toEqual(['payment.succeeded']);
    expect(await shop.audited(orderId)).toEqual(['payment.charged']);
    expect(counter.books(orderId)).toEqual({ taken: 1, given: 0 });
    await eventually(async () => (await shop.posted(orderId)).length === 2);
    expect((await shop.sums(orderId)).buyer).toBe(-total);
  }

  test('shows the buyer, and nobody else, what the form needs, until it needs it no more', async () => {
    const one = await waiting();
    const { body } = await seen(one).expect(200);
    expect(body).toMatchObject({ state: 'charging', provider: name, waitsFor: 'buyer', buyerStep: counter.step });
    const admin = await seen(one, await shop.user('admin')).expect(200);
    expect(admin.body).toMatchObject({ waitsFor: 'buyer' });
    expect(admin.body.buyerStep).toBeUndefined();
    await seen(one, await shop.user('buyer')).expect(404);
    await back(one, {}, await shop.user('buyer')).expect(404);
    counter.agrees(one.orderId);
    const after = await back(one).expect(200);
    expect(after.body).toMatchObject({ state: 'succeeded' });
    expect(after.body.waitsFor ?? after.body.buyerStep).toBeUndefined();
    await chargedOnce(one);
    const step = JSON.stringify(body.buyerStep.clientSecret ?? body.buyerStep.orderId);
    const kept = [
      await shop.running.relay.journal.find().lean(),
      await shop.running.audit.records.find({ subject: paymentIdOf(one.orderId) }).lean(),
      await shop.payment(one.orderId),
    ];
    expect(JSON.stringify(kept)).not.toContain(step);
  });

  test('a buyer who is back without having paid finds the charge as it was', async () => {
    const one = await waiting();
    const { body } = await back(one, {}).expect(200);
    expect(body).toMatchObject({ state: 'charging', waitsFor: 'buyer', buyerStep: counter.step });
    expect(counter.books(one.orderId)).toEqual({ taken: 0, given: 0 });
  });

  test('the webhook and the browser that race charge once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const one = await waiting();
      counter.agrees(one.orderId);
      const message = counter.webhook(one.orderId);
      const tries = Array.from({ length: 4 }, () => [post(message), back(one)]).flat();
      for (const answer of await Promise.all(tries)) expect([200, 204]).toContain(answer.status);
      await chargedOnce(one);
    }
  });

  test('a webhook that comes 20 times at once, and once more, has one effect', async () => {
    const one = await waiting();
    counter.agrees(one.orderId);
    const message = counter.webhook(one.orderId);
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(message)));
    expect(answers.map((answer) => answer.status)).toEqual(Array(20).fill(204));
    const asked = counter.asked(one.orderId);
    await post(message).expect(204);
    expect(counter.asked(one.orderId)).toBe(asked);
    await chargedOnce(one);
  });

  test('a webhook before the answer of the call that opens the charge changes nothing, and the charge goes on', async () => {
    const one = order();
    const before = counter.wire.times(counter.opens);
    counter.wire.becomes('holds', counter.opens, 1);
    const delivered = shop.deliver(one.created);
    await eventually(async () => counter.wire.times(counter.opens) > before);
    await post(counter.webhook(one.orderId)).expect(204);
    expect(await shop.payment(one.orderId)).toMatchObject({ state: 'charging' });
    counter.wire.letGo();
    await delivered;
    counter.agrees(one.orderId);
    await post(counter.webhook(one.orderId, { at: new Date(Date.now() + 1_000) })).expect(204);
    await chargedOnce(one);
  });

  test('a webhook before the answer of the call that takes the money settles the payment, and the answer changes nothing', async () => {
    const one = name === 'stripe' ? order({ token: 'pm_card_visa' }) : await waiting();
    if (name !== 'stripe') counter.agrees(one.orderId);
    const before = counter.wire.times(counter.takes);
    counter.wire.becomes('holds', counter.takes, 1);
    const call = name === 'stripe' ? shop.deliver(one.created) : back(one).then((answer) => answer);
    await eventually(async () => counter.wire.times(counter.takes) > before);
    await post(counter.webhook(one.orderId)).expect(204);
    expect(await shop.payment(one.orderId)).toMatchObject({ state: 'succeeded' });
    counter.wire.letGo();
    await call;
    await chargedOnce(one);
  });

  test('out of order: what an old or hasty message says is not believed, the provider is asked', async () => {
    const one = await waiting();
    await post(counter.webhook(one.orderId)).expect(204); // "it has succeeded"
    expect(await shop.payment(one.orderId)).toMatchObject({ state: 'charging' });
    counter.agrees(one.orderId);
    await back(one).expect(200);
    await post(counter.webhook(one.orderId, { failed: true })).expect(204);
    await chargedOnce(one);
  });

  test.each([
    ['signed with another secret', () => ({ secret: 'whsec_of_somebody_else' })],
    ['signed too long ago', () => ({ at: new Date(clock.now().getTime() - 26 * 3_600_000) })],
  ])('a webhook %s is refused, written down, and asks nobody', async (_how, about) => {
    const one = await waiting();
    counter.agrees(one.orderId);
    const asked = counter.asked(one.orderId);
    await post(counter.webhook(one.orderId, about())).expect(401);
    await post({ ...counter.webhook(one.orderId), headers: {} }).expect(401);
    const { body, headers } = counter.webhook(one.orderId);
    await post({ body: body.replace('"', ' "'), headers }).expect(401);
    expect(counter.asked(one.orderId)).toBe(asked);
    expect(await shop.payment(one.orderId)).toMatchObject({ state: 'charging' });
    const refused = { act: 'webhook.refused', subject: name };
    expect(await shop.running.audit.records.countDocuments(refused)).toBeGreaterThanOrEqual(3);
  });

  test('a signed webhook about another amount: 409, written down; about something else of the account: 204', async () => {
    const one = await waiting();
    await post(counter.webhook(one.orderId, { amount: 1 })).expect(409);
    expect(await shop.audited(one.orderId)).toEqual(['payment.amount-mismatch']);
    expect(await shop.payment(one.orderId)).toMatchObject({ state: 'charging' });
  });

  test('an order that is canceled while its buyer is in the form is not charged, whatever the buyer does then', async () => {
    const one = await waiting();
    await shop.deliver(one.canceled);
    expect(await shop.payment(one.orderId)).toMatchObject({ state: 'canceled' });
    if (counter.waits(one.orderId)) counter.agrees(one.orderId);
    await post(counter.webhook(one.orderId)).expect(204);
    await back(one).expect(200);
    expect(await shop.payment(one.orderId)).toMatchObject({ state: 'canceled' });
    expect(counter.books(one.orderId)).toEqual({ taken: 0, given: 0 });
    expect(await shop.told(one.orderId)).toEqual([]);
  });

  test('an order that is canceled while it is charged gets its money back or is not charged', async () => {
    for (let round = 0; round < 5; round += 1) {
      const one = await waiting();
      counter.agrees(one.orderId);
      await Promise.all([shop.deliver(one.canceled), post(counter.webhook(one.orderId)), back(one)]);
      await eventually(async () => ['refunded', 'canceled'].includes((await shop.payment(one.orderId)).state));
      const { taken, given } = counter.books(one.orderId);
      expect(given).toBe(taken * one.total);
      expect(taken).toBe((await shop.payment(one.orderId)).state === 'refunded' ? 1 : 0);
    }
  });

  test('an admin gives the money back, once', async () => {
    const one = await waiting();
    counter.agrees(one.orderId);
    await back(one).expect(200);
    const admin = await shop.user('admin');
    const refund = () =>
      shop.http
        .post(`${path(one)}/refund`)
        .set('authorization', admin.authorization)
        .set('idempotency-key', paymentIdOf(one.orderId))
        .send({ reason: 'a test' });
    const [first] = await Promise.all([refund(), refund(), refund()]);
    expect([202, 409]).toContain(first?.status);
    await eventually(async () => (await shop.payment(one.orderId)).state === 'refunded');
    expect(counter.books(one.orderId)).toEqual({ taken: 1, given: one.total });
  });

  test('an order whose buyer never comes back expires, and cannot be paid any more', async () => {
    const one = await waiting();
    clock.ms += 20 * 60_000;
    await shop.runJob('settle-overdue');
    await eventually(async () => (await shop.payment(one.orderId)).state === 'failed');
    expect(await shop.payment(one.orderId)).toMatchObject({ reason: 'expired' });
    if (counter.waits(one.orderId)) counter.agrees(one.orderId);
    await back(one).expect(200);
    expect(counter.books(one.orderId)).toEqual({ taken: 0, given: 0 });
    expect(await shop.told(one.orderId)).toEqual(['payment.failed']);
  });

  test('an order that brings the sandbox’s token goes to the sandbox', async () => {
    const one = order({ token: 'tok_approve' });
    await shop.deliver(one.created);
    expect(await shop.payment(one.orderId)).toMatchObject({ provider: 'sandbox', state: 'succeeded' });
  });
});
