import { stockLow, type UserId } from '@credenza/contracts';
import { eventually, type Harness, type TestUser } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import type { Digest } from '../src/digest.store.ts';
import { digestWords } from '../src/digest.ts';
import { addressOf, type MailServer, startMailServer } from './mail-server.ts';
import { orderLine, registration, sampleOrder } from './samples.ts';
import { startNotification } from './start.ts';

let kit: Harness<Context>;
let post: MailServer;
/** How far this test's clock is ahead, in ms. */
let ahead = 0;
const hour = 3_600_000;

beforeAll(async () => {
  post = await startMailServer();
  kit = await startNotification({ SMTP_URL: post.url }, () => new Date(Date.now() + ahead));
});
afterAll(async () => {
  await kit?.stop();
  await post?.stop();
});

const emailOf = ({ userId }: TestUser) => `${userId}@example.com`;
const mailsTo = (user: TestUser) =>
  post.mails.filter((mail) => addressOf(mail) === emailOf(user) && !/Welcome/.test(mail.subject ?? ''));
const digests = () => kit.running.db.collection<Digest>('digests');
const digestOf = (user: TestUser, window: string) => digests().findOne({ _id: `${user.userId}/${window}` });

async function put(user: TestUser, kinds: object[], language?: string): Promise<void> {
  await kit.http
    .put('/api/notifications/preferences')
    .set('authorization', user.authorization)
    .send({ kinds, ...(language && { language }) })
    .expect(200);
}
/** A seller who wants mails about low stock in a digest. */
async function seller(mail: string): Promise<TestUser> {
  const user = await kit.user('seller');
  await kit.deliver(registration(user.userId, { role: 'seller' }));
  await post.mailTo(emailOf(user), 'Welcome');
  await put(user, [{ kind: 'stock.low', mail }]);
  return user;
}
function low(sellerId: UserId, title: string) {
  const { productId, variantId } = orderLine();
  return stockLow.of({ variantId, productId, sellerId, title, available: 1, threshold: 3 });
}

describe('a digest', () => {
  test('makes one mail of 50 messages, when the first one has waited for its window', async () => {
    const user = await seller('hourly');
    for (let index = 0; index < 50; index += 1) await kit.deliver(low(user.userId, `Shelf no. ${index}.`));
    const { dueAt, items } = (await digestOf(user, 'hourly')) ?? {};
    expect(items).toHaveLength(50);
    expect(dueAt).toEqual(items?.[0]?.dueAt);
    expect(mailsTo(user)).toEqual([]);
    ahead += hour;
    const mail = await post.mailTo(emailOf(user), '50 news for you');
    for (let index = 0; index < 50; index += 1) expect(mail.text).toContain(`Shelf no. ${index}.`);
    expect(mail.html).toContain('<html lang="en">');
    expect(mail.text).toContain('No more mails like this');
    await eventually(async () => (await digestOf(user, 'hourly'))?.sending === undefined);
    expect((await digestOf(user, 'hourly'))?.dueAt).toBeUndefined();
    expect(mailsTo(user)).toHaveLength(1);
    const bell = await kit.http.get('/api/notifications?limit=100').set('authorization', user.authorization);
    expect(bell.body.unread).toBe(50); // the bell waits for nothing
  });

  test('of a day waits for a day, beside what is mailed at once', async () => {
    const user = await seller('daily');
    await kit.deliver(low(user.userId, 'Lamp'));
    await kit.deliver(sampleOrder(user.userId).charged);
    await post.mailTo(emailOf(user), 'Receipt');
    ahead += 23 * hour;
    const other = await seller('hourly');
    await kit.deliver(low(other.userId, 'Lamp'));
    ahead += hour;
    await post.mailTo(emailOf(other), 'Stock is running low');
    await post.mailTo(emailOf(user), 'Stock is running low');
    expect(mailsTo(user)).toHaveLength(2);
  });

  test('has each message once, however often its event comes, also after the mail', async () => {
    const user = await seller('hourly');
    const fact = low(user.userId, 'Lamp');
    const { event } = await kit.deliver(fact);
    const entries = (await digestOf(user, 'hourly'))?.items.map((item) => ({
      userId: user.userId,
      window: 'hourly' as const,
      item,
    }));
    const context = kit.running.context;
    await Promise.all([1, 2, 3].map(() => context.digests.add(entries ?? [], context.now())));
    expect((await digestOf(user, 'hourly'))?.items).toHaveLength(1);
    ahead += hour;
    await post.mailTo(emailOf(user), 'Stock is running low');
    await eventually(async () => (await digestOf(user, 'hourly'))?.sending === undefined);
    await context.digests.add(entries ?? [], context.now());
    await kit.deliver(fact, { id: event.id });
    expect(await digestOf(user, 'hourly')).toMatchObject({ items: [] });
  });

  test('of which 20 begin at once loses none', async () => {
    const user = await seller('hourly');
    const context = kit.running.context;
    const entry = (id: string) => {
      const dueAt = new Date(context.now().getTime() + hour);
      const item = { id, kind: 'stock.low' as const, title: id, body: 'low', dueAt };
      return { userId: user.userId, window: 'hourly' as const, item };
    };
    const ids = Array.from({ length: 20 }, (_, index) => `message ${index}`);
    await Promise.all(ids.map((id) => context.digests.add([entry(id)], context.now())));
    expect((await digestOf(user, 'hourly'))?.items.map(({ id }) => id).sort()).toEqual(ids.sort());
  });
});

describe('a process that dies', () => {
  test('before the mail leaves it to another one, once; what comes meanwhile waits for its own time', async () => {
    const user = await seller('hourly');
    await kit.deliver(low(user.userId, 'Lamp'));
    await kit.deliver(low(user.userId, 'Shelf'));
    const context = kit.running.context;
    const digest = await digestOf(user, 'hourly');
    // As if it had died after parting what it was to send.
    const later = new Date(context.now().getTime() + 24 * hour);
    await digests().updateOne(
      { _id: digest?._id ?? '' },
      { $set: { sending: digest?.items ?? [], items: [], dueAt: later } },
    );
    await kit.deliver(low(user.userId, 'Chair'));
    await digests().updateOne({ _id: digest?._id ?? '' }, { $set: { dueAt: context.now() } });
    const mail = await post.mailTo(emailOf(user), '2 news for you');
    expect(mail.text).not.toContain('Chair');
    const after = await eventually(async () => {
      const now = await digestOf(user, 'hourly');
      return now && now.sending === undefined ? now : undefined;
    });
    expect(after.items.map(({ body }) => body)).toEqual(['Chair: one piece is left.']);
    expect(after.dueAt).toEqual(after.items[0]?.dueAt);
  });

  test('after the mail is on its way does not send it twice', async () => {
    const user = await seller('hourly');
    await kit.deliver(low(user.userId, 'Lamp'));
    const before = await digestOf(user, 'hourly');
    ahead += hour;
    await post.mailTo(emailOf(user), 'Stock is running low');
    await eventually(async () => (await digestOf(user, 'hourly'))?.sending === undefined);
    // As if it had died before it could note that the mail is on its way.
    const again = { sending: before?.items ?? [], dueAt: kit.running.context.now() };
    await digests().updateOne({ _id: before?._id ?? '' }, { $set: again });
    await eventually(async () => (await digestOf(user, 'hourly'))?.sending === undefined);
    const marker = await seller('at-once');
    await kit.deliver(low(marker.userId, 'Lamp'));
    await post.mailTo(emailOf(marker), 'Stock is running low');
    expect(mailsTo(user)).toHaveLength(1);
  });
});

test('what was switched off while it waited is not mailed', async () => {
  const user = await seller('hourly');
  await kit.deliver(low(user.userId, 'Lamp'));
  await put(user, [{ kind: 'stock.low', mail: 'off' }]);
  ahead += hour;
  await eventually(async () => (await digestOf(user, 'hourly'))?.dueAt === undefined);
  expect(await kit.running.db.collection('mails').countDocuments({ 'to.address': emailOf(user) })).toBe(1);
});

test('a digest of very much says how much more there is', () => {
  const items = Array.from({ length: 130 }, (_, index) => ({
    id: String(index),
    kind: 'stock.low' as const,
    title: `News ${index}.`,
    body: 'x',
    dueAt: new Date(),
  }));
  const words = digestWords(items, 'de', '');
  expect(words.title).toBe('130 Neuigkeiten für dich');
  expect(words.parts?.at(-1)).toBe('Und 30 weitere.');
  expect(words.parts).toHaveLength(101);
});
