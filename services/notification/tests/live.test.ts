import { CartId, dashboardChanged, envelope, newId, UserId } from '@credenza/contracts';
import { type Running, startService } from '@credenza/service-kit';
import { eventually, freePort, type Harness } from '@credenza/service-kit/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { service } from '../src/service.ts';
import { closeClients, connectedTab, openTab } from './client.ts';
import { cartAt, registration, sampleOrder } from './samples.ts';
import { startNotification } from './start.ts';

let kit: Harness<Context>;

beforeAll(async () => {
  kit = await startNotification({ SMTP_URL: 'smtp://127.0.0.1:1', LIVE_SWEEP_MS: '600000' });
});
afterEach(closeClients);
afterAll(() => kit?.stop());

const tokenOf = (user: { authorization: string }) => user.authorization.replace('Bearer ', '');
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('who may listen', () => {
  test.each([
    ['no token', {}],
    ['a token of somebody who cannot sign', { token: 'a.b.c' }],
    ['a token that is no text', { token: { $ne: null } }],
    ['a position that is no number', { token: 'a.b.c', since: 'yesterday' }],
    ['a position before the beginning', { token: 'a.b.c', since: -1 }],
  ])('%s is refused', async (_what, auth) => {
    const tab = openTab(kit.running.url, auth);
    const refusal = await eventually(() => tab.refusals[0]);
    expect([400, 401]).toContain(refusal.status);
    expect(tab.socket.connected).toBe(false);
  });

  test('an expired token is refused', async () => {
    const { authorization } = await kit.user('buyer', { exp: Math.floor(Date.now() / 1_000) - 1 });
    const tab = openTab(kit.running.url, { token: authorization.slice(7) });
    expect(await eventually(() => tab.refusals[0])).toMatchObject({ status: 401 });
  });

  test('a client is let go when its token expires, and comes back by itself with a fresh one', async () => {
    const userId = newId(UserId);
    const short = await kit.user('buyer', { sub: userId, exp: Math.floor(Date.now() / 1_000) + 2 });
    const fresh = await kit.user('buyer', { sub: userId });
    const tokens = [tokenOf(short), tokenOf(fresh)];
    let seen = 0;
    const tab = openTab(kit.running.url, (give) => give({ token: tokens.shift(), since: seen }));
    let losses = 0;
    tab.socket.on('disconnect', () => {
      losses += 1;
    });
    await eventually(() => tab.socket.connected);
    await kit.deliver(cartAt(userId, 1));
    seen = (await tab.hears(1)).length;
    await eventually(() => losses === 1 && tab.socket.connected);
    await kit.deliver(cartAt(userId, 1));
    await tab.hears(2);
    expect(tab.seqs()).toEqual([1, 2]);
    expect(tab.refusals).toEqual([]);
  });

  test('other users hear nothing', async () => {
    const [ada, bob] = await Promise.all([kit.user('buyer'), kit.user('buyer')]);
    const [adas, bobs] = await Promise.all([
      connectedTab(kit.running.url, ada.authorization),
      connectedTab(kit.running.url, bob.authorization),
    ]);
    await kit.deliver(cartAt(ada.userId, 1));
    await kit.deliver(cartAt(bob.userId, 7));
    await Promise.all([adas.hears(1), bobs.hears(1)]);
    expect(adas.messages).toEqual([
      expect.objectContaining({ kind: 'cart', cart: expect.objectContaining({ userId: ada.userId }) }),
    ]);
    expect(bobs.messages).toEqual([
      expect.objectContaining({ kind: 'cart', cart: expect.objectContaining({ userId: bob.userId }) }),
    ]);
  });
});

describe('what a tab hears', () => {
  test('two tabs of one user hear the same, over WebSocket as over polling', async () => {
    const user = await kit.user('buyer');
    const first = await connectedTab(kit.running.url, user.authorization);
    const second = openTab(kit.running.url, { token: tokenOf(user) }, ['polling']);
    await eventually(() => second.socket.connected);
    const cartId = newId(CartId);
    for (const version of [1, 2, 3]) {
      await kit.deliver(cartAt(user.userId, version, cartId));
      // Whoever is slow gets the newest cart instead of this one.
      await Promise.all([first.hears(version), second.hears(version)]);
    }
    expect(second.messages).toEqual(first.messages);
    expect(first.messages.map((message) => message.kind === 'cart' && message.cart.version)).toEqual([1, 2, 3]);
  });

  test('an older cart that comes late is not told', async () => {
    const user = await kit.user('buyer');
    const tab = await connectedTab(kit.running.url, user.authorization);
    const cartId = newId(CartId);
    await kit.deliver(cartAt(user.userId, 5, cartId));
    await kit.deliver(cartAt(user.userId, 4, cartId));
    await kit.deliver(cartAt(user.userId, 6, cartId));
    await tab.hears(2);
    expect(tab.messages.map((message) => message.kind === 'cart' && message.cart.version)).toEqual([5, 6]);
  });

  test('the status of an order never goes backwards, whatever order its events come in', async () => {
    const user = await kit.user('buyer');
    await kit.deliver(registration(user.userId));
    const tab = await connectedTab(kit.running.url, user.authorization);
    const order = sampleOrder(user.userId);
    await kit.deliver(order.paid, { version: 2 });
    await kit.deliver(order.created, { version: 1 });
    await kit.deliver(order.canceled, { version: 3 });
    await tab.hears(5);
    const statuses = tab.messages.flatMap((message) => (message.kind === 'order' ? [message.status] : []));
    expect(statuses).toEqual(['paid', 'canceled']);
    const bell = tab.messages.flatMap((message) =>
      message.kind === 'notification' ? [message.notification.kind] : [],
    );
    expect(bell).toEqual(['order.paid', 'order.created', 'order.canceled']);
  });
});

describe('a client that was away', () => {
  test('gets what it missed, in order, and then what comes', async () => {
    const user = await kit.user('buyer');
    const tab = await connectedTab(kit.running.url, user.authorization);
    const cartId = newId(CartId);
    await kit.deliver(cartAt(user.userId, 1, cartId));
    await tab.hears(1);
    tab.close();
    for (const version of [2, 3]) await kit.deliver(cartAt(user.userId, version, cartId));
    await kit.deliver(sampleOrder(user.userId).paid, { version: 2 });
    const back = await connectedTab(kit.running.url, user.authorization, 1);
    await back.hears(4);
    await kit.deliver(cartAt(user.userId, 4, cartId));
    await back.hears(5);
    expect(back.seqs()).toEqual([2, 3, 4, 5, 6]);
    expect(back.messages.map(({ kind }) => kind)).toEqual(['cart', 'cart', 'order', 'notification', 'cart']);
  });

  test('that starts anew hears only what comes from then on', async () => {
    const user = await kit.user('buyer');
    const cartId = newId(CartId);
    await kit.deliver(cartAt(user.userId, 1, cartId));
    const tab = await connectedTab(kit.running.url, user.authorization);
    await kit.deliver(cartAt(user.userId, 2, cartId));
    await tab.hears(1);
    expect(tab.seqs()).toEqual([2]);
  });

  test('for longer than the feed reaches back is told to load anew, and hears what comes', async () => {
    const user = await kit.user('buyer');
    const cartId = newId(CartId);
    for (const version of numbers(1, 320)) {
      const { status } = await kit.deliver(cartAt(user.userId, version, cartId));
      expect(status).toBe('SUCCESS');
    }
    const tab = await connectedTab(kit.running.url, user.authorization, 3);
    expect(await eventually(() => tab.resyncs[0])).toEqual({ seq: 320 });
    await kit.deliver(cartAt(user.userId, 321, cartId));
    await tab.hears(1);
    expect(tab.seqs()).toEqual([321]);
    const other = await connectedTab(kit.running.url, user.authorization, 120);
    await other.hears(201);
    expect(other.seqs()).toEqual(numbers(121, 321));
  });

  test('with a position from the future is told to load anew', async () => {
    const user = await kit.user('buyer');
    const tab = await connectedTab(kit.running.url, user.authorization, 50);
    expect(await eventually(() => tab.resyncs[0])).toEqual({ seq: 0 });
    await kit.deliver(cartAt(user.userId, 1));
    await tab.hears(1);
    expect(tab.seqs()).toEqual([1]);
  });

  test('gets the same over HTTP when it has no socket', async () => {
    const user = await kit.user('buyer');
    const get = (query = '') =>
      kit.http.get(`/api/notifications/live${query}`).set('authorization', user.authorization);
    expect((await get().expect(200)).body).toEqual({ seq: 0, resync: false, messages: [] });
    const cartId = newId(CartId);
    for (const version of [1, 2, 3]) await kit.deliver(cartAt(user.userId, version, cartId));
    const { body } = await get('?since=1').expect(200);
    expect(body).toMatchObject({ seq: 3, resync: false, messages: [{ seq: 2 }, { seq: 3, cart: { version: 3 } }] });
    expect((await get('?since=9').expect(200)).body).toEqual({ seq: 3, resync: true, messages: [] });
    await get('?since=-1').expect(400);
    await get('?since=x').expect(400);
    await kit.http.get('/api/notifications/live').expect(401);
  });
});

describe('moved figures of a shop', () => {
  const moved = (members: UserId[], seq: number, sellerId = newId(UserId)) =>
    dashboardChanged.of({ sellerId, seq, members });

  test('reach every open tab of every member, on every replica, and nobody else', async () => {
    await withReplica(async (other) => {
      const [owner, staff, stranger] = await Promise.all([kit.user('seller'), kit.user('seller'), kit.user('seller')]);
      const tabs = await Promise.all([
        connectedTab(kit.running.url, owner.authorization),
        connectedTab(other.url, owner.authorization),
        connectedTab(other.url, staff.authorization),
      ]);
      const theirs = await connectedTab(kit.running.url, stranger.authorization);
      const fact = moved([owner.userId, staff.userId], 7);
      await kit.deliver(fact);
      await eventually(() => tabs.every(({ nudges }) => nudges.length === 1));
      for (const { nudges } of tabs) expect(nudges).toEqual([{ sellerId: fact.data.sellerId, seq: 7 }]);
      const own = moved([stranger.userId], 1);
      await kit.deliver(own);
      await eventually(() => theirs.nudges.length === 1);
      expect(theirs.nudges).toEqual([{ sellerId: own.data.sellerId, seq: 1 }]);
    });
  });

  test('take no place among the messages: nothing is missed and nothing is pushed out of the feed by them', async () => {
    const user = await kit.user('seller');
    const cartId = newId(CartId);
    const tab = await connectedTab(kit.running.url, user.authorization);
    await kit.deliver(cartAt(user.userId, 1, cartId));
    const shop = newId(UserId);
    for (let seq = 1; seq <= 5; seq += 1) await kit.deliver(moved([user.userId], seq, shop));
    await kit.deliver(moved([user.userId], 4, shop)); // comes late: whoever has heard of the fifth knows
    await kit.deliver(cartAt(user.userId, 2, cartId));
    await tab.hears(2);
    expect(tab.seqs()).toEqual([1, 2]);
    expect(tab.nudges.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    const back = await connectedTab(kit.running.url, user.authorization, 1);
    await back.hears(1);
    expect([back.seqs(), back.nudges]).toEqual([[2], []]);
  });
});

describe('100 events at once', () => {
  test('reach a client that keeps losing its connection as 1, 2, 3 … without a gap or a double', async () => {
    const user = await kit.user('buyer');
    let since = 0;
    const tab = openTab(kit.running.url, (give) => give({ token: tokenOf(user), since }));
    tab.socket.on('message', ({ seq }: { seq: number }) => {
      since = seq;
      // Not at once: the client library keeps what it has decoded but not yet handed over for after the reconnection.
      if (seq % 9 === 0) setImmediate(() => tab.socket.io.engine.close());
    });
    await eventually(() => tab.socket.connected);
    const steady = await connectedTab(kit.running.url, user.authorization, 0);
    const carts = numbers(1, 100).map((version) => cartAt(user.userId, version));
    await Promise.all(carts.map((fact) => kit.deliver(fact)));
    await Promise.all([steady.hears(100), tab.hears(100)]);
    expect(steady.seqs()).toEqual(numbers(1, 100));
    expect(tab.seqs()).toEqual(numbers(1, 100));
  });

  test('that come twice are told once', async () => {
    const user = await kit.user('buyer');
    const tab = await connectedTab(kit.running.url, user.authorization);
    const events = await Promise.all(numbers(1, 20).map(() => kit.deliver(sampleOrder(user.userId).paid)));
    await tab.hears(40);
    // A second replica has not seen them, so only what is stored can keep it from telling them again.
    await withReplica(async (other) => {
      for (const { event } of events) await send(other, event);
      await send(other, (await kit.deliver(cartAt(user.userId, 1))).event);
    });
    await tab.hears(41);
    expect(tab.seqs()).toEqual(numbers(1, 41));
  });
});

/** Starts a second replica of the service on the same database and Redis. */
async function startReplica(): Promise<Running<Context>> {
  const env = { ...kit.env, PORT: '0', DAPR_HTTP_PORT: String(await freePort()) };
  return await startService(service, { env, keys: kit.keys });
}

/** Runs a second replica for the time of some work. */
async function withReplica(work: (other: Running<Context>) => Promise<void>): Promise<void> {
  const other = await startReplica();
  try {
    await work(other);
  } finally {
    await other.stop();
  }
}

/** Hands an event to one replica as its sidecar does. */
async function send(to: { url: string }, event: { type: string }): Promise<void> {
  const answer = await fetch(`${to.url}/events/${event.type}`, {
    method: 'POST',
    headers: { 'dapr-api-token': kit.appToken, 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify(event),
  });
  expect(await answer.json()).toEqual({ status: 'SUCCESS' });
}

describe('two replicas on one Redis', () => {
  test("push to each other's clients, in one order", async () => {
    await withReplica(async (other) => {
      const user = await kit.user('buyer');
      const here = await connectedTab(kit.running.url, user.authorization);
      const there = await connectedTab(other.url, user.authorization);
      const about = (version: number) => ({ source: 'cart', version, time: new Date() });
      const events = numbers(1, 30).map((version) => envelope(cartAt(user.userId, version), about(version)));
      await Promise.all(events.map((event, index) => send(index % 2 === 0 ? kit.running : other, event)));
      await Promise.all([here.hears(30), there.hears(30)]);
      expect(here.seqs()).toEqual(numbers(1, 30));
      expect(there.seqs()).toEqual(numbers(1, 30));
      expect(there.messages.at(-1)).toEqual(here.messages.at(-1));
    });
  });

  test('a message that Redis loses is found by the sweep', async () => {
    await withReplica(async (other) => {
      const user = await kit.user('buyer');
      const there = await connectedTab(other.url, user.authorization);
      other.context.live.stop();
      await kit.deliver(cartAt(user.userId, 1));
      await other.context.live.sweep();
      await there.hears(1);
    });
  });

  test('a replica that stops lets its clients go at once, and they try to come back', async () => {
    const user = await kit.user('buyer');
    const other = await startReplica();
    const tab = await connectedTab(other.url, user.authorization);
    const reasons: string[] = [];
    tab.socket.on('disconnect', (reason) => reasons.push(reason));
    await other.stop();
    expect(await eventually(() => reasons[0])).toBe('transport close');
    expect(tab.socket.active).toBe(true);
  });
});
