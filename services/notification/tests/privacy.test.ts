import { type Fact, newId, UserId } from '@credenza/contracts';
import { askPrivacy, exportedBy, type Harness, startForTest, tracesOf } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { service } from '../src/service.ts';
import { type MailServer, startMailServer } from './mail-server.ts';
import { samplePart } from './part-samples.ts';
import { registration, sampleOrder } from './samples.ts';

let kit: Harness<Context>;
let post: MailServer;

beforeAll(async () => {
  post = await startMailServer();
  kit = await startForTest(service, {
    env: { SMTP_URL: post.url, NOTIFICATION_SECRET: 'a secret of the tests, long' },
  });
});
afterAll(async () => {
  await kit?.stop();
  await post?.stop();
});

/** Somebody who has been welcomed by mail. */
async function somebody(name: string): Promise<{ userId: UserId; email: string }> {
  const userId = newId(UserId);
  const email = `${userId}@example.com`;
  expect((await kit.deliver(registration(userId, { email, name }))).status).toBe('SUCCESS');
  await post.mailTo(email, 'Welcome');
  return { userId, email };
}

/** A buyer who was told about an order, and a shop that was told what the buyer has written. */
async function trade(buyer: UserId, seller: UserId): Promise<void> {
  const part = samplePart(buyer, seller);
  const reason = `words of ${buyer}`;
  for (const fact of [
    part.accepted,
    { ...part.requested, data: { ...part.requested.data, reason } },
    { ...part.disputed, data: { ...part.disputed.data, reason } },
  ])
    await kit.deliver(fact);
}

const count = (collection: string, filter: object) => kit.running.db.collection(collection).countDocuments(filter);

test('an export holds what one person was told, and nothing that others were', async () => {
  const [one, other] = [await somebody('Wanda'), await somebody('Otto')];
  await trade(one.userId, other.userId);
  const { requestId } = await askPrivacy(kit, 'export', { userId: one.userId });
  const found = await exportedBy(kit, requestId);
  expect(found.recipients).toEqual([expect.objectContaining({ email: one.email, name: 'Wanda' })]);
  expect(found.mails).toEqual([expect.objectContaining({ template: 'welcome' })]);
  expect(found.notifications).toHaveLength(1);
  expect(found.feeds).toHaveLength(1);
  expect(JSON.stringify(found)).not.toContain(other.email);
});

test('an erasure takes the address, the bell, the feed and the mails, and the words that others were told', async () => {
  const [one, other] = [await somebody('Wanda Weg'), await somebody('Otto')];
  await trade(one.userId, other.userId);
  const words = `words of ${one.userId}`;
  expect(await tracesOf(kit, [one.email, 'Wanda Weg', words])).toEqual(
    expect.arrayContaining([
      `${one.email}: recipients`,
      'Wanda Weg: mails',
      `${words}: notifications`,
      `${words}: feeds`,
    ]),
  );
  await askPrivacy(kit, 'erasure', { userId: one.userId });
  expect(await tracesOf(kit, [one.email, 'Wanda Weg', words])).toEqual([]);
  expect(await count('notifications', { userId: other.userId, body: 'erased' })).toBe(2);
  expect(await count('notifications', { userId: one.userId })).toBe(0);
  expect(await count('recipients', { email: other.email })).toBe(1);
  expect(await count('mails', { 'to.address': other.email })).toBe(1);
});

test('what comes late finds nobody to tell, and is no failure', async () => {
  const one = await somebody('Wanda');
  await askPrivacy(kit, 'erasure', { userId: one.userId });
  const order = sampleOrder(one.userId);
  const late: Fact[] = [registration(one.userId, one), order.created, order.declined, order.charged];
  for (const fact of late) expect((await kit.deliver(fact)).status).toBe('SUCCESS');
  expect(await count('deliveries', { subject: order.orderId })).toBe(0);
  expect(await count('recipients', { _id: one.userId })).toBe(0);
  expect(await count('notifications', { userId: one.userId })).toBe(0);
  expect(await count('mails', { 'to.address': one.email })).toBe(0);
});

test('a mail that is written while its receiver is forgotten goes, too', async () => {
  const one = await somebody('Wanda');
  const { erasedAmong, recipients } = kit.running.context;
  const known = await recipients.find([one.userId]);
  await askPrivacy(kit, 'erasure', { userId: one.userId });
  expect(await erasedAmong([one.userId, newId(UserId)])).toEqual(new Set([one.userId]));
  // Somebody has read the address before and writes now.
  const recipient = known.get(one.userId);
  if (!recipient) throw new Error('the address was known');
  await recipients.keep(recipient);
  await kit.deliver(sampleOrder(one.userId).charged);
  expect(await count('recipients', { _id: one.userId })).toBe(0);
  expect(await count('mails', { userId: one.userId })).toBe(0);
});
