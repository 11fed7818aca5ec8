import {
  BatchId,
  Currency,
  newId,
  PaymentId,
  PayoutId,
  payoutSettled,
  SellerOrderId,
  stockLow,
  type UserId,
  WebhookId,
  WebhookMessageId,
} from '@credenza/contracts';
import { eventually, type Harness, type TestUser } from '@credenza/service-kit/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Webhook as Verifier } from 'standardwebhooks';
import type { Context } from '../src/context.ts';
import { isPublicAddress, mistakeInUrl } from '../src/webhooks/address-guard.ts';
import { announce } from '../src/webhooks/announce.ts';
import { call } from '../src/webhooks/call.ts';
import { WebhookEvent } from '../src/webhooks/events.ts';
import { samplePart } from './part-samples.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { orderLine, registration, sampleOrder } from './samples.ts';
import { startNotification } from './start.ts';

let kit: Harness<Context>;
let ahead = 0;
const receivers: Receiver[] = [];
const hour = 3_600_000;

beforeAll(async () => {
  const env = { SMTP_URL: 'smtp://127.0.0.1:1', WEBHOOK_ALLOW_LOCAL: 'true', WEBHOOK_ATTEMPTS: '4' };
  const waits = { WEBHOOK_RETRY_BASE_MS: '20', WEBHOOK_RETRY_CAP_MS: '50', WEBHOOK_TIMEOUT_MS: '60000' };
  kit = await startNotification({ ...env, ...waits }, () => new Date(Date.now() + ahead));
});
afterEach(async () => {
  ahead = 0;
  for (const receiver of receivers.splice(0)) await receiver.stop();
});
afterAll(() => kit?.stop());

const base = '/api/notifications/webhooks';
const ask = (user: TestUser, method: 'get' | 'post' | 'patch' | 'delete', path = '', body?: object) => {
  const asked = kit.http[method](`${base}${path}`).set('authorization', user.authorization);
  return body ? asked.send(body) : asked;
};

interface Scene {
  owner: TestUser;
  receiver: Receiver;
  webhookId: string;
  secret: string;
}
/** A shop whose owner has events sent to a receiver. */
async function scene(events: string[] = [...WebhookEvent.options]): Promise<Scene> {
  const [owner, receiver] = [await kit.user('seller'), await startReceiver()];
  receivers.push(receiver);
  await kit.deliver(registration(owner.userId, { role: 'seller' }));
  const { body } = await ask(owner, 'post', '', { url: receiver.url, events }).expect(201);
  return { owner, receiver, webhookId: body.webhookId, secret: body.secret };
}
const low = (sellerId: UserId, title = 'Oak shelf') => {
  const { productId, variantId } = orderLine();
  return stockLow.of({ variantId, productId, sellerId, title, available: 1, threshold: 3 });
};
const messages = async ({ owner, webhookId }: Scene, query = '') =>
  (await ask(owner, 'get', `/${webhookId}/messages${query}`).expect(200)).body;
const settled = (of: Scene, status: string) =>
  eventually(async () => {
    const { items } = await messages(of);
    return items.length > 0 && items.every((one: { status: string }) => one.status === status) && items;
  });
const headersOf = ({ headers }: { headers: NodeJS.Dict<string | string[]> }) => ({
  'webhook-id': String(headers['webhook-id']),
  'webhook-timestamp': String(headers['webhook-timestamp']),
  'webhook-signature': String(headers['webhook-signature']),
});

describe('an event of a shop', () => {
  test('is sent as the Standard Webhooks have it, and their own library believes it', async () => {
    const shop = await scene();
    const fact = low(shop.owner.userId);
    const { event } = await kit.deliver(fact);
    const [got] = await shop.receiver.gets(1);
    if (!got) throw new Error('nothing came');
    expect(new Verifier(shop.secret).verify(got.body, headersOf(got))).toEqual({
      type: 'stock.low',
      timestamp: event.time,
      data: fact.data,
    });
    expect(() => new Verifier(shop.secret).verify(`${got.body} `, headersOf(got))).toThrow();
    expect(got.headers).toMatchObject({ 'content-type': 'application/json' });
    expect(got.headers['webhook-id']).toMatch(/^whm_/);
    const [logged] = await settled(shop, 'sent');
    expect(logged).toMatchObject({ messageId: got.headers['webhook-id'], body: got.body, type: 'stock.low' });
    expect(logged.attempts).toMatchObject([{ status: 204 }]);
  });

  test('with others in the order has its own lines alone, and not who bought them', async () => {
    const [oak, lamps, buyer] = [await scene(), await scene(), await kit.user('buyer')];
    const order = sampleOrder(buyer.userId, [
      orderLine({ sellerId: oak.owner.userId }),
      orderLine({ sellerId: lamps.owner.userId, title: 'Lamp', total: 5_000 }),
    ]);
    const part = (sellerId: UserId, total: number) => ({
      sellerOrderId: newId(SellerOrderId),
      sellerId,
      sellerName: 'A shop',
      total,
      shipping: 0,
      shippingDiscounts: [],
      tax: 0,
    });
    const sellerOrders = [part(oak.owner.userId, 9_000), part(lamps.owner.userId, 5_000)];
    await kit.deliver({ ...order.paid, data: { ...order.paid.data, sellerOrders } });
    for (const [shop, own, other] of [
      [oak, 'Oak shelf', 'Lamp'],
      [lamps, 'Lamp', 'Oak shelf'],
    ] as const) {
      const [got] = await shop.receiver.gets(1, 'order.paid');
      expect(got?.json.data).toMatchObject({ orderId: order.orderId, lines: [{ title: own }] });
      expect(got?.body).not.toContain(other);
      expect(got?.body).not.toContain(buyer.userId);
      expect(got?.json.data.sellerOrder).toMatchObject({ sellerId: shop.owner.userId });
      expect(shop.receiver.calls).toHaveLength(1);
    }
  });

  test('comes in every kind that was chosen, to its own shop, and no other kind', async () => {
    const [all, some, stranger, buyer] = [
      await scene(),
      await scene(['order.shipped']),
      await scene(),
      await kit.user('buyer'),
    ];
    for (const { owner } of [all, some]) {
      const part = samplePart(buyer.userId, owner.userId);
      const order = sampleOrder(buyer.userId, [orderLine({ sellerId: owner.userId })]);
      const ids = { payoutId: newId(PayoutId), batchId: newId(BatchId), sellerId: owner.userId };
      await kit.deliver(order.paid);
      await kit.deliver(order.canceled); // never paid: not the shop's business
      await kit.deliver({ ...order.canceled, data: { ...order.canceled.data, paymentId: newId(PaymentId) } });
      for (const fact of [part.shipped, part.delivered, part.reduced, part.requested, part.received, part.disputed])
        await kit.deliver<unknown>(fact);
      await kit.deliver(part.refunded);
      await kit.deliver(low(owner.userId));
      const money = { amount: 900, currency: Currency.parse('EUR') };
      await kit.deliver(payoutSettled.of({ ...ids, ...money, reference: 'R1' }));
    }
    const calls = await all.receiver.gets(11);
    expect(calls.map(({ json }) => json.type).sort()).toEqual(
      WebhookEvent.options.filter((one) => one !== 'payout.returned').sort(),
    );
    expect(calls.every(({ body }) => !body.includes(buyer.userId))).toBe(true);
    await settled(some, 'sent');
    expect(some.receiver.calls.map(({ json }) => json.type)).toEqual(['order.shipped']);
    expect(stranger.receiver.calls).toEqual([]);
  });

  test('is sent once, however often it comes, and under the same id however often it is tried', async () => {
    const shop = await scene();
    shop.receiver.answer = (response) => void response.writeHead(shop.receiver.calls.length < 3 ? 500 : 200).end('no');
    const fact = low(shop.owner.userId);
    const { event } = await kit.deliver(fact);
    const calls = await shop.receiver.gets(3);
    expect(new Set(calls.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    const [logged] = await settled(shop, 'sent');
    expect(logged.attempts.map(({ status }: { status: number }) => status)).toEqual([500, 500, 200]);
    expect(logged.attempts[0].text).toBe('no');
    // As if the process had died between writing the message and answering: the event comes again to another one.
    const before = await kit.running.db.collection('webhookMessages').countDocuments();
    await announce(event, kit.running.context);
    expect(await kit.running.db.collection('webhookMessages').countDocuments()).toBe(before);
    expect(shop.receiver.calls).toHaveLength(3);
  });
});

describe('a receiver in trouble', () => {
  test('gets what it did not take again and again, until the message is dead; a replay brings it under the same id', async () => {
    const shop = await scene();
    shop.receiver.answer = (response) => void response.writeHead(503).end();
    await kit.deliver(low(shop.owner.userId));
    const [dead] = await settled(shop, 'dead');
    expect(dead.attempts).toHaveLength(4);
    shop.receiver.answer = (response) => void response.writeHead(200).end();
    const replay = { messageId: dead.messageId };
    expect((await ask(shop.owner, 'post', `/${shop.webhookId}/replay`, replay).expect(202)).body).toEqual({
      replayed: 1,
    });
    const calls = await shop.receiver.gets(5);
    expect(new Set(calls.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([dead.messageId]));
    await settled(shop, 'sent');
  });

  test('that never answers holds up nobody else, nor the service', async () => {
    const slow = await Promise.all(Array.from({ length: 3 }, () => scene()));
    for (const { receiver, owner } of slow) {
      receiver.answer = () => undefined;
      for (let index = 0; index < 5; index += 1) await kit.deliver(low(owner.userId));
    }
    for (const { receiver } of slow) await receiver.gets(1);
    const quick = await scene();
    for (let index = 0; index < 5; index += 1) await kit.deliver(low(quick.owner.userId));
    await quick.receiver.gets(5);
    // Each of the slow ones is called for one message at a time.
    for (const { receiver } of slow) expect(receiver.calls).toHaveLength(1);
  });

  test('that redirects has not taken it, and the new address is not called', async () => {
    const [shop, other] = [await scene(), await startReceiver()];
    receivers.push(other);
    shop.receiver.answer = (response) => void response.writeHead(307, { location: other.url }).end();
    await kit.deliver(low(shop.owner.userId));
    const [dead] = await settled(shop, 'dead');
    expect(dead.attempts[0]).toMatchObject({ status: 307 });
    expect(other.calls).toEqual([]);
  });

  test('that takes nothing for days is disabled, its owners are told once, and it can be enabled again', async () => {
    const shop = await scene();
    shop.receiver.answer = (response) => void response.writeHead(500).end();
    await kit.deliver(low(shop.owner.userId, 'first'));
    await settled(shop, 'dead');
    ahead += 73 * hour;
    await kit.deliver(low(shop.owner.userId, 'second'));
    const view = async () => (await ask(shop.owner, 'get').expect(200)).body.items[0];
    await eventually(async () => (await view()).status === 'disabled');
    const calls = shop.receiver.calls.length;
    await kit.deliver(low(shop.owner.userId, 'third')); // while it is disabled nothing is kept for it
    const bell = await kit.http.get('/api/notifications').set('authorization', shop.owner.authorization).expect(200);
    const told = bell.body.items.filter(({ kind }: { kind: string }) => kind === 'webhook.disabled');
    expect(told).toHaveLength(1);
    expect(told[0].body).toContain(shop.receiver.url);
    shop.receiver.answer = (response) => void response.writeHead(200).end();
    expect(shop.receiver.calls).toHaveLength(calls);
    const enabled = await ask(shop.owner, 'patch', `/${shop.webhookId}`, { status: 'active' }).expect(200);
    expect(enabled.body).not.toHaveProperty('failingSince');
    const range = { since: new Date(0).toISOString(), until: kit.running.context.now().toISOString() };
    expect((await ask(shop.owner, 'post', `/${shop.webhookId}/replay`, range).expect(202)).body).toEqual({
      replayed: 2,
    });
    await settled(shop, 'sent');
    // The second one was still waiting: enabling may bring it before the replay does so once more.
    const titles = new Set(shop.receiver.calls.slice(calls).map(({ json }) => json.data.title));
    expect(titles).toEqual(new Set(['first', 'second']));
  });

  test('whose process dies while it is called is called again when the lease runs out', async () => {
    const shop = await scene();
    const webhooks = kit.running.db.collection<{ _id: string }>('webhooks');
    await webhooks.updateOne(
      { _id: shop.webhookId },
      { $set: { busyUntil: new Date(kit.running.context.now().getTime() + hour) } },
    );
    await kit.deliver(low(shop.owner.userId));
    expect((await messages(shop)).items).toMatchObject([{ status: 'pending', attempts: [] }]);
    await webhooks.updateOne({ _id: shop.webhookId }, { $set: { busyUntil: new Date(0) } });
    await shop.receiver.gets(1);
    await settled(shop, 'sent');
  });
});

describe('a secret', () => {
  test('is shown when it is made and never again, and is not in the database', async () => {
    const shop = await scene();
    expect(shop.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const shown = JSON.stringify([(await ask(shop.owner, 'get').expect(200)).body, await messages(shop)]);
    expect(shown).not.toContain('whsec_');
    const stored = await kit.running.db.collection<{ _id: string }>('webhooks').findOne({ _id: shop.webhookId });
    expect(JSON.stringify(stored)).not.toContain(shop.secret.slice(6));
    const audit = await kit.running.audit.records.find({ subject: shop.webhookId }).lean();
    expect(audit).toMatchObject([{ act: 'webhook.added', actor: shop.owner.userId, outcome: 'done' }]);
    expect(JSON.stringify(audit)).not.toContain('whsec_');
  });

  test('can be changed: for a day both sign, then the newer one alone', async () => {
    const shop = await scene();
    const { body } = await ask(shop.owner, 'post', `/${shop.webhookId}/rotate`).expect(200);
    expect(body.secret).not.toBe(shop.secret);
    const ping = async () => {
      const { body: sent } = await ask(shop.owner, 'post', `/${shop.webhookId}/ping`).expect(202);
      return await eventually(() =>
        shop.receiver.calls.find(({ headers }) => headers['webhook-id'] === sent.messageId),
      );
    };
    const both = await ping();
    for (const secret of [shop.secret, body.secret])
      expect(new Verifier(secret).verify(both.body, headersOf(both))).toMatchObject({ type: 'ping' });
    ahead += 25 * hour;
    const newer = await ping();
    // The library refuses old timestamps, and this test's clock is ahead; so the signatures are counted.
    expect(headersOf(both)['webhook-signature'].split(' ')).toHaveLength(2);
    expect(headersOf(newer)['webhook-signature'].split(' ')).toHaveLength(1);
    expect(await kit.running.audit.records.countDocuments({ subject: shop.webhookId, act: 'webhook.rotated' })).toBe(1);
  });
});

describe('where a webhook may lead', () => {
  test.each([
    ['http://shop.example/hook', 'https://'],
    ['ftp://shop.example', 'https://'],
    ['https://user:secret@shop.example', 'password'],
    ['https://127.0.0.1/hook', 'private'],
    ['https://10.1.2.3', 'private'],
    ['https://192.168.0.1', 'private'],
    ['https://169.254.169.254/latest/meta-data', 'private'],
    ['https://[::1]/', 'private'],
    ['https://[::ffff:10.0.0.1]/', 'private'],
    ['https://[fd00::1]/', 'private'],
    ['https://0x7f000001/', 'private'],
    ['https://2130706433/', 'private'],
    ['https://localhost/', 'private'],
    ['https://mongo.internal/', 'private'],
    ['shop.example', 'URL'],
  ])('is not %s', (url, why) => {
    expect(mistakeInUrl(url, false)).toContain(why);
  });

  test('is anywhere public, by TLS; this machine only where a setting says so', () => {
    expect(mistakeInUrl('https://shop.example:8443/hook?x=1', false)).toBeUndefined();
    expect(mistakeInUrl('https://93.184.216.34/', false)).toBeUndefined();
    expect(mistakeInUrl('http://localhost:3000/', true)).toBeUndefined();
    expect(mistakeInUrl('https://10.1.2.3/', true)).toContain('private');
    expect(isPublicAddress('100.64.0.1', false)).toBe(false);
    expect(isPublicAddress('0.0.0.0', true)).toBe(false);
    expect(isPublicAddress('2606:4700::1111', false)).toBe(true);
  });

  test('is looked at when we connect, whatever its name stood for before', async () => {
    const receiver = await startReceiver();
    receivers.push(receiver);
    const message = { body: '{}', headers: {} };
    const { port } = new URL(receiver.url);
    for (const url of [receiver.url, `http://localhost:${port}/`])
      await expect(call(url, message, { timeoutMs: 5_000, local: false })).rejects.toThrow('private network');
    expect(receiver.calls).toEqual([]);
    expect(await call(receiver.url, message, { timeoutMs: 5_000, local: true })).toEqual({ status: 204, text: '' });
  });

  test('and how long it may take and how much it may say is bounded', async () => {
    const receiver = await startReceiver();
    receivers.push(receiver);
    const message = { body: '{}', headers: {} };
    receiver.answer = (response) => void response.writeHead(200).write('x'.repeat(5_000));
    expect((await call(receiver.url, message, { timeoutMs: 20_000, local: true })).text).toHaveLength(1_000);
    receiver.answer = () => undefined;
    await expect(call(receiver.url, message, { timeoutMs: 50, local: true })).rejects.toThrow();
    const closing = new AbortController();
    const cut = call(receiver.url, message, { timeoutMs: 60_000, local: true, closing: closing.signal });
    closing.abort(new Error('the service stops'));
    await expect(cut).rejects.toThrow();
  });
});

describe('who may do this', () => {
  test('owners of the shop alone; for others there is no such webhook', async () => {
    const [shop, other] = [await scene(), await scene()];
    const staff = await kit.user('seller', { seller: shop.owner.userId, member: 'staff' });
    const second = await kit.user('seller', { seller: shop.owner.userId, member: 'owner' });
    const [buyer, admin] = [await kit.user('buyer'), await kit.user('admin')];
    await kit.deliver(low(shop.owner.userId));
    const [{ messageId }] = await settled(shop, 'sent');
    const own = `/${shop.webhookId}`;
    for (const [method, path, body] of [
      ['get', ''],
      ['post', '', { url: shop.receiver.url, events: ['stock.low'] }],
      ['patch', own, { status: 'disabled' }],
      ['post', `${own}/rotate`],
      ['post', `${own}/ping`],
      ['get', `${own}/messages`],
      ['post', `${own}/replay`, { messageId }],
      ['delete', own],
    ] as const) {
      for (const user of [staff, buyer, admin]) await ask(user, method, path, body).expect(403);
      const anonymous = kit.http[method](`${base}${path}`);
      await (body ? anonymous.send(body) : anonymous).expect(401);
      if (path !== '') await ask(other.owner, method, path, body).expect(404);
    }
    expect((await ask(second, 'get').expect(200)).body.items).toMatchObject([
      { webhookId: shop.webhookId, status: 'active' },
    ]);
    expect(shop.receiver.calls).toHaveLength(1);
    // Nor can another shop replay by naming the message under its own webhook.
    await ask(other.owner, 'post', `/${other.webhookId}/replay`, { messageId }).expect(404);
    await ask(shop.owner, 'delete', own).expect(204);
    await ask(shop.owner, 'get', `${own}/messages`).expect(404);
  });

  test('and a shop has ten webhooks at most, each with sensible settings', async () => {
    const owner = await kit.user('seller');
    const good = { url: 'https://shop.example/hook', events: ['stock.low', 'stock.low'] };
    for (const bad of [
      { ...good, url: 'https://10.0.0.1' },
      { ...good, url: 'nowhere' },
      { ...good, events: [] },
      { ...good, events: ['order.eaten'] },
      { ...good, secret: 'mine' },
      {},
    ])
      await ask(owner, 'post', '', bad).expect(400);
    const { body } = await ask(owner, 'post', '', good).expect(201);
    expect(body.events).toEqual(['stock.low']);
    await ask(owner, 'patch', `/${body.webhookId}`, { url: 'https://192.168.1.1' }).expect(400);
    await ask(owner, 'patch', `/${newId(WebhookId)}`, { status: 'active' }).expect(404);
    await ask(owner, 'post', `/${body.webhookId}/replay`, { messageId: newId(WebhookMessageId) }).expect(404);
    await ask(owner, 'post', `/${body.webhookId}/replay`, { since: 'yesterday' }).expect(400);
    for (let index = 1; index < 10; index += 1) await ask(owner, 'post', '', good).expect(201);
    await ask(owner, 'post', '', good).expect(409);
  });

  test('the delivery log comes in pages', async () => {
    const shop = await scene();
    for (let index = 0; index < 5; index += 1) await kit.deliver(low(shop.owner.userId));
    await settled(shop, 'sent');
    const first = await messages(shop, '?limit=3');
    const second = await messages(shop, `?limit=3&cursor=${first.nextCursor}`);
    const ids = [...first.items, ...second.items].map(({ messageId }) => messageId);
    expect(new Set(ids).size).toBe(5);
    expect(second).not.toHaveProperty('nextCursor');
  });
});
