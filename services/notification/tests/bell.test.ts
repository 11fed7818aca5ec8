import { envelope, type Fact, NotificationId, newId, type OrderLine, stockLow, UserId } from '@credenza/contracts';
import { connectDapr } from '@credenza/service-kit';
import { eventually, type Harness, type TestUser } from '@credenza/service-kit/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { closeClients, connectedTab } from './client.ts';
import { orderLine, registration, sampleOrder } from './samples.ts';
import { startNotification } from './start.ts';

let kit: Harness<Context>;

beforeAll(async () => {
  kit = await startNotification({ SMTP_URL: 'smtp://127.0.0.1:1' });
});
afterEach(closeClients);
afterAll(() => kit?.stop());

interface Bell {
  items: { notificationId: string; kind: string; title: string; body: string; link?: string; readAt?: string }[];
  unread: number;
  nextCursor?: string;
}

async function bellOf(user: TestUser, query = ''): Promise<Bell> {
  const answer = await kit.http.get(`/api/notifications${query}`).set('authorization', user.authorization).expect(200);
  return answer.body;
}
const post = (user: TestUser, path: string) =>
  kit.http.post(`/api/notifications${path}`).set('authorization', user.authorization);

/** A user whose address is known. */
async function member(role: 'buyer' | 'seller' = 'buyer'): Promise<TestUser> {
  const user = await kit.user(role);
  await kit.deliver(registration(user.userId, { role }));
  return user;
}

/** An order whose buyer and sellers are known. */
async function orderOf(buyer: TestUser, ...lines: Partial<OrderLine>[]) {
  const seller = await member('seller');
  const own = lines.length > 0 ? lines : [{}];
  const order = sampleOrder(
    buyer.userId,
    own.map((line) => orderLine({ sellerId: seller.userId, ...line })),
  );
  return { ...order, seller };
}

async function deliver<Data>(fact: Fact<Data>, version: number) {
  const { status, event } = await kit.deliver(fact, { version });
  expect(status).toBe('SUCCESS');
  expect(await kit.running.inbox.deliveries.countDocuments({ _id: event.id })).toBe(0);
  return event;
}

describe('what the bell says', () => {
  test('a buyer follows an order from placing to refund, newest first', async () => {
    const buyer = await member();
    const order = await orderOf(buyer);
    await deliver(order.created, 1);
    await deliver(order.paid, 2);
    await deliver(order.canceledLate, 3);
    await deliver(order.refunded, 4);
    const { items, unread } = await bellOf(buyer);
    expect(items.map(({ kind }) => kind)).toEqual(['order.refunded', 'order.canceled', 'order.paid', 'order.created']);
    expect(items[1]?.body).toBe('It was not paid in time. Fifteen minutes went by. We are giving your money back.');
    expect(new Set(items.map(({ link }) => link))).toEqual(new Set([`/orders/${order.orderId}`]));
    expect(unread).toBe(4);
  });

  test('each seller hears about their own lines only, and not who bought them', async () => {
    const [buyer, lamps] = [await member(), await member('seller')];
    const order = await orderOf(buyer, {}, { sellerId: lamps.userId, title: 'Lamp', quantity: 1, total: 5_000 });
    await deliver(order.created, 1);
    await deliver(order.paid, 2);
    await deliver(order.canceled, 3);
    const theirs = await bellOf(lamps);
    expect(theirs.items.map(({ title }) => title)).toEqual(['Order canceled', 'Sold', 'New order']);
    expect(theirs.items[0]?.body).toBe('1 × Lamp, 80 cm: €50.00');
    expect((await bellOf(order.seller)).items[0]?.body).toBe('2 × Oak shelf, 80 cm: €90.00');
    expect(JSON.stringify(theirs)).not.toContain(buyer.userId);
  });

  test('a declined payment says why', async () => {
    const buyer = await member();
    await deliver((await orderOf(buyer)).declined, 1);
    const { items } = await bellOf(buyer);
    expect(items).toMatchObject([
      { kind: 'payment.failed', body: '€90.00 could not be charged: the card has expired' },
    ]);
  });

  test('a seller hears every time that stock runs low', async () => {
    const seller = await member('seller');
    const { productId, variantId } = orderLine();
    const low = (available: number) =>
      stockLow.of({ variantId, productId, sellerId: seller.userId, title: 'Oak shelf', available, threshold: 3 });
    for (const [index, available] of [2, 1, 0].entries()) await deliver(low(available), index + 1);
    expect((await bellOf(seller)).items.map(({ body }) => body)).toEqual([
      'Oak shelf: none is left.',
      'Oak shelf: one piece is left.',
      'Oak shelf: 2 pieces are left.',
    ]);
  });

  test('a payment that comes after the cancel is news for the buyer, not for the sellers', async () => {
    const buyer = await member();
    const order = await orderOf(buyer);
    await deliver(order.canceled, 2);
    await deliver(order.canceledLate, 3);
    expect((await bellOf(buyer)).items.map(({ kind }) => kind)).toEqual(['order.canceled', 'order.canceled']);
    expect((await bellOf(order.seller)).items).toHaveLength(1);
  });
});

describe('exactly once', () => {
  test('an event that reaches the service through the sidecar again and again is told once', async () => {
    const buyer = await member();
    const order = await orderOf(buyer);
    const tab = await connectedTab(kit.running.url, buyer.authorization);
    const sidecar = connectDapr({
      port: kit.sidecar.httpPort,
      token: kit.env.DAPR_API_TOKEN ?? '',
      timeoutMs: 5_000,
    });
    const event = envelope(order.paid, { source: 'order', version: 2, time: new Date() });
    for (let i = 0; i < 5; i += 1) expect(await sidecar.publish([event])).toEqual(new Set());
    await tab.hears(2); // the sidecar keeps no order, and after the refund that it was paid is no news
    const last = envelope(order.refunded, { source: 'order', version: 3, time: new Date() });
    await sidecar.publish([last]);
    await tab.hears(4);
    await eventually(async () => (await bellOf(buyer)).unread === 2);
    expect(tab.seqs()).toEqual([1, 2, 3, 4]);
    expect((await bellOf(order.seller)).items).toHaveLength(1);
  });

  test('what a crash left untold is told when the event comes again, and nothing else', async () => {
    const buyer = await member();
    const order = await orderOf(buyer);
    const event = await deliver(order.paid, 2);
    // As if the process had died after keeping the notification and before telling it live.
    const { db } = kit.running;
    await db.collection<{ _id: string }>('feeds').deleteOne({ _id: buyer.userId });
    await db.collection('notifications').updateMany({ userId: buyer.userId }, { $set: { untold: true } });
    const tab = await connectedTab(kit.running.url, buyer.authorization);
    const again = { id: newId(NotificationId).replace('ntf', 'evt'), version: 2 };
    expect((await kit.deliver(order.paid, again)).event.id).not.toBe(event.id);
    await tab.hears(2);
    expect(tab.messages.map(({ kind }) => kind)).toEqual(['order', 'notification']);
    expect((await bellOf(buyer)).items).toHaveLength(1);
    expect((await bellOf(order.seller)).items).toHaveLength(1);
  });

  test('a cancel and a refund of one write are both told, in whatever order they come', async () => {
    for (const refundFirst of [true, false]) {
      const buyer = await member();
      const order = await orderOf(buyer);
      const tab = await connectedTab(kit.running.url, buyer.authorization);
      const facts = refundFirst ? [order.refunded, order.canceledLate] : [order.canceledLate, order.refunded];
      for (const fact of facts) await kit.deliver<unknown>(fact, { version: 3 });
      await tab.hears(refundFirst ? 3 : 4);
      const statuses = tab.messages.flatMap((message) => (message.kind === 'order' ? [message.status] : []));
      expect(statuses).toEqual(refundFirst ? ['refunded'] : ['canceled', 'refunded']);
      expect((await bellOf(buyer)).items).toHaveLength(2);
    }
  });

  test('20 events for one user at once all reach the bell and a tab', async () => {
    const buyer = await member();
    const orders = await Promise.all(Array.from({ length: 20 }, () => orderOf(buyer)));
    const tab = await connectedTab(kit.running.url, buyer.authorization);
    await Promise.all(orders.map((order) => kit.deliver(order.paid, { version: 2 })));
    await tab.hears(40);
    expect(tab.seqs()).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    expect((await bellOf(buyer, '?limit=100')).items).toHaveLength(20);
  });
});

describe('reading', () => {
  test('pages end where the next begins, also when much happens in the same instant', async () => {
    const seller = await member('seller');
    const { productId, variantId } = orderLine();
    const time = new Date();
    const events = Array.from({ length: 7 }, (_, available) => {
      const low = { variantId, productId, sellerId: seller.userId, title: 'Oak shelf', available, threshold: 9 };
      return envelope(stockLow.of(low), { source: 'product', version: 1, time });
    });
    for (const event of events) await kit.running.inbox.receive('stock.low', event);
    const seen: string[] = [];
    let query = '?limit=3';
    for (;;) {
      const { items, nextCursor, unread } = await bellOf(seller, query);
      expect(unread).toBe(7);
      seen.push(...items.map(({ notificationId }) => notificationId));
      if (nextCursor === undefined) break;
      query = `?limit=3&cursor=${nextCursor}`;
    }
    expect(new Set(seen).size).toBe(7);
    expect(seen).toHaveLength(7);
  });

  test('one is read once, and the unread ones are told apart', async () => {
    const buyer = await member();
    const order = await orderOf(buyer);
    await deliver(order.created, 1);
    await deliver(order.paid, 2);
    const [newest] = (await bellOf(buyer)).items;
    const first = await post(buyer, `/${newest?.notificationId}/read`).expect(200);
    expect(Date.parse(first.body.readAt)).not.toBeNaN();
    const again = await post(buyer, `/${newest?.notificationId}/read`).expect(200);
    expect(again.body).toEqual(first.body);
    const { items, unread } = await bellOf(buyer, '?unread=true');
    expect(unread).toBe(1);
    expect(items.map(({ kind }) => kind)).toEqual(['order.created']);
    expect((await bellOf(buyer)).items[0]).toEqual(first.body);
  });

  test('all are read at once', async () => {
    const buyer = await member();
    const order = await orderOf(buyer);
    await deliver(order.created, 1);
    await deliver(order.paid, 2);
    expect((await post(buyer, '/read').expect(200)).body).toEqual({ read: 2 });
    expect((await post(buyer, '/read').expect(200)).body).toEqual({ read: 0 });
    const { items, unread } = await bellOf(buyer);
    expect(unread).toBe(0);
    expect(items.every(({ readAt }) => readAt !== undefined)).toBe(true);
    expect((await bellOf(buyer, '?unread=true')).items).toEqual([]);
  });

  test("nobody sees or reads another user's notifications", async () => {
    const [ada, bob] = [await member(), await member()];
    await deliver((await orderOf(ada)).paid, 2);
    const [hers] = (await bellOf(ada)).items;
    expect((await bellOf(bob)).items).toEqual([]);
    await post(bob, `/${hers?.notificationId}/read`).expect(404);
    await post(bob, '/read').expect(200);
    expect((await bellOf(ada)).unread).toBe(1);
  });

  test('bad input is refused', async () => {
    const user = await member();
    await kit.http.get('/api/notifications').expect(401);
    await kit.http.post('/api/notifications/read').expect(401);
    for (const query of ['?limit=0', '?limit=101', '?cursor=x', '?cursor=1.ord_1', '?unread=maybe', '?since=1']) {
      await kit.http.get(`/api/notifications${query}`).set('authorization', user.authorization).expect(400);
    }
    await kit.http
      .get(`/api/notifications?cursor=99999999999999.${newId(NotificationId)}`)
      .set('authorization', user.authorization)
      .expect(200);
    await post(user, `/${newId(UserId)}/read`).expect(400);
    await post(user, `/${newId(NotificationId)}/read`).expect(404);
  });
});
