import type { Fact } from '@credenza/contracts';
import type { Harness, TestUser } from '@credenza/service-kit/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { placeOf } from '../src/feed.ts';
import { closeClients, connectedTab } from './client.ts';
import { type MailServer, startMailServer } from './mail-server.ts';
import { samplePart } from './part-samples.ts';
import { registration } from './samples.ts';
import { startNotification } from './start.ts';

let kit: Harness<Context>;
let post: MailServer;

beforeAll(async () => {
  post = await startMailServer();
  kit = await startNotification({ SMTP_URL: post.url });
});
afterEach(closeClients);
afterAll(async () => {
  await kit?.stop();
  await post?.stop();
});

const emailOf = ({ userId }: TestUser) => `${userId}@example.com`;
async function member(role: 'buyer' | 'seller'): Promise<TestUser> {
  const user = await kit.user(role);
  await kit.deliver(registration(user.userId, { role }));
  return user;
}
async function scene() {
  const [buyer, seller] = [await member('buyer'), await member('seller')];
  return { buyer, seller, part: samplePart(buyer.userId, seller.userId) };
}
async function bellOf(user: TestUser): Promise<{ kind: string; title: string; body: string; link: string }[]> {
  const { body } = await kit.http.get('/api/notifications').set('authorization', user.authorization).expect(200);
  return body.items.toReversed();
}
async function deliver(fact: Fact<unknown>, version = 1) {
  const { status } = await kit.deliver(fact, { version });
  expect(status).toBe('SUCCESS');
}

describe('a buyer', () => {
  test('follows each shop’s part from accepted to returned, in the bell and live', async () => {
    const { buyer, part } = await scene();
    const tab = await connectedTab(kit.running.url, buyer.authorization);
    const story = [
      part.accepted,
      part.shipped,
      part.delivered,
      part.reduced,
      part.approved,
      part.declined,
      part.received,
      part.refunded,
    ];
    for (const [index, fact] of story.entries()) await deliver(fact, 3 + index);
    const bell = await bellOf(buyer);
    expect(bell.map(({ kind, body }) => [kind, body])).toEqual([
      ['order.accepted', 'Oak & Ash has accepted your order and is packing it.'],
      ['order.shipped', '2 × Oak shelf; 1 × Lamp, with DHL JJ12.'],
      ['order.delivered', '2 × Oak shelf; 1 × Lamp.'],
      ['order.reduced', '2 × Oak shelf; 1 × Lamp (moths). €90.00 goes back to you.'],
      ['return.approved', 'You can send back 2 × Oak shelf; 1 × Lamp. Elm Street 5, Berlin.'],
      ['return.declined', '2 × Oak shelf; 1 × Lamp: it is worn'],
      ['return.received', '2 × Oak shelf; 1 × Lamp. €90.00 goes back to you.'],
      ['dispute.resolved', '€90.00 goes back to the buyer. It was lost.'],
    ]);
    expect(new Set(bell.map(({ link }) => link))).toEqual(new Set([`/orders/${part.orderId}`]));
    const live = await tab.hears(2 * story.length);
    expect(live.flatMap((one) => (one.kind === 'order' ? [[one.status, one.version]] : []))).toEqual([
      ['accepted', 3],
      ['shipped', 4],
      ['delivered', 5],
      ['reduced', 6],
      ['return', 7],
      ['return', 8],
      ['return', 9],
      ['dispute', 10],
    ]);
  });

  test('gets one mail about a parcel that is sent, has arrived, is canceled or is back, however often it is told', async () => {
    const { buyer, part } = await scene();
    for (const fact of [part.shipped, part.shippedPartly, part.delivered, part.reduced, part.received])
      for (const _ of [1, 2]) await deliver(fact);
    await deliver(part.deliveredAgain, 9);
    const sent = await post.mailTo(emailOf(buyer), 'On its way');
    expect(sent.text).toContain('2 × Oak shelf; 1 × Lamp');
    expect((await post.mailTo(emailOf(buyer), 'A part of your order')).text).toContain('The reason: moths');
    expect((await post.mailTo(emailOf(buyer), 'Your return to Oak & Ash')).text).toContain('€90.00');
    expect((await post.mailTo(emailOf(buyer), 'Arrived')).text).toContain('If you do not have it');
    const mails = await kit.running.db
      .collection('mails')
      .find({ 'to.address': emailOf(buyer) })
      .toArray();
    expect(mails.map(({ template }) => template).sort()).toEqual([
      'order-reduced',
      'parcel-arrived',
      'parcel-sent',
      'parcel-sent',
      'return-received',
      'welcome',
    ]);
    const parcels = mails.filter(({ template }) => template === 'parcel-sent').map(({ text }) => String(text));
    expect(parcels.filter((text) => text.includes('sends the rest later'))).toHaveLength(1);
  });

  test('who has canceled pieces is told that it was they', async () => {
    const { buyer, part } = await scene();
    await deliver(part.reducedByBuyer);
    const mail = await post.mailTo(emailOf(buyer), 'A part of your order');
    expect(mail.text).toContain('You have canceled a part of your order');
    expect(mail.text).not.toContain('The reason');
  });
});

test('a shop hears of returns, disputes and canceled pieces, and not what goes back to the buyer', async () => {
  const { seller, part } = await scene();
  for (const fact of [part.requested, part.disputed, part.reduced, part.dismissed]) await deliver(fact);
  const bell = await bellOf(seller);
  expect(bell.map(({ kind, body }) => [kind, body])).toEqual(
    expect.arrayContaining([
      ['return.requested', '2 × Oak shelf; 1 × Lamp: too bright'],
      ['dispute.opened', 'It never came.'],
      ['sale.reduced', '2 × Oak shelf; 1 × Lamp (moths).'],
      ['dispute.resolved', 'Nothing goes back to the buyer. It came.'],
    ]),
  );
  expect(bell).toHaveLength(4);
  expect(new Set(bell.map(({ link }) => link))).toEqual(new Set([`/seller/orders/${part.orderId}`]));
});

test('what was told of an order before there were more steps still ranks below what comes after it', async () => {
  const { part } = await scene();
  const rank = (status: 'created' | 'shipped' | 'refunded', version: number) =>
    placeOf({ kind: 'order', order: { orderId: part.orderId, status, version } }, new Date(0)).rank;
  const before = (version: number, place: number) => version * 4 + place;
  for (let version = 1; version < 50; version += 1) {
    expect(rank('created', version + 1)).toBeGreaterThan(before(version, 3));
    expect(rank('shipped', version + 1)).toBeGreaterThan(rank('refunded', version));
  }
});
