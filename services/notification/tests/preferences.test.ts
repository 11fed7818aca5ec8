import { marketplaceCurrency, sellerUpdated, stockLow } from '@credenza/contracts';
import type { Harness, TestUser } from '@credenza/service-kit/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { kindNames, rulesOf } from '../src/kinds.ts';
import { channelsOf } from '../src/preferences.ts';
import { closeClients, connectedTab } from './client.ts';
import { addressOf, type MailServer, startMailServer } from './mail-server.ts';
import { samplePart } from './part-samples.ts';
import { orderLine, registration, sampleOrder } from './samples.ts';
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

const path = '/api/notifications/preferences';
const emailOf = ({ userId }: TestUser) => `${userId}@example.com`;
const mailsTo = (user: TestUser) => post.mails.filter((mail) => addressOf(mail) === emailOf(user));
const preferencesOf = async (user: TestUser) =>
  (await kit.http.get(path).set('authorization', user.authorization).expect(200)).body;
const put = (user: TestUser, body: object) => kit.http.put(path).set('authorization', user.authorization).send(body);
async function bellOf(user: TestUser): Promise<{ kind: string; title: string }[]> {
  const { body } = await kit.http.get('/api/notifications').set('authorization', user.authorization).expect(200);
  return body.items;
}
async function member(role: 'buyer' | 'seller' = 'buyer', languages?: string[]): Promise<TestUser> {
  const user = await kit.user(role);
  await kit.deliver(registration(user.userId, { role, ...(languages && { languages }) }));
  await post.mailTo(emailOf(user));
  return user;
}

describe('where a message goes', () => {
  test('is as usual for whoever has chosen nothing', () => {
    expect(channelsOf('order.shipped')).toEqual({ bell: true, mail: 'at-once' });
    expect(channelsOf('order.paid')).toEqual({ bell: true, mail: 'off' });
    expect(channelsOf('receipt')).toEqual({ bell: false, mail: 'at-once' });
  });

  test('is what its reader has chosen, each channel by itself', () => {
    const choices = [
      { kind: 'order.shipped' as const, mail: 'off' as const },
      { kind: 'order.paid' as const, bell: false, mail: 'at-once' as const },
    ];
    expect(channelsOf('order.shipped', { choices })).toEqual({ bell: true, mail: 'off' });
    expect(channelsOf('order.paid', { choices })).toEqual({ bell: false, mail: 'at-once' });
    expect(channelsOf('order.delivered', { choices })).toEqual({ bell: true, mail: 'at-once' });
  });

  test('is always the mailbox for what concerns money or safety, whatever is kept', () => {
    for (const kind of kindNames.filter((one) => rulesOf(one).fixed))
      expect(channelsOf(kind, { choices: [{ kind, mail: 'off', bell: false }] })).toEqual({
        bell: false,
        mail: 'at-once',
      });
  });
});

describe('choosing', () => {
  test('a buyer sees what buyers are told, a seller what shops are told', async () => {
    const kindsFor = async (role: 'buyer' | 'seller') => {
      const { kinds } = await preferencesOf(await member(role));
      return kinds.map(({ kind }: { kind: string }) => kind);
    };
    const [buyers, sellers] = [await kindsFor('buyer'), await kindsFor('seller')];
    expect(buyers).toEqual(expect.arrayContaining(['receipt', 'order.shipped', 'dispute.resolved']));
    expect(buyers).not.toContain('stock.low');
    expect(sellers).toEqual(expect.arrayContaining(['stock.low', 'sale.paid', 'dispute.resolved']));
    expect(sellers).not.toContain('receipt');
  });

  test('what is chosen is shown, replaces what was chosen before, and counts from the next message on', async () => {
    const buyer = await member();
    const part = samplePart(buyer.userId, (await member('seller')).userId);
    const first = await put(buyer, { kinds: [{ kind: 'order.shipped', mail: 'off', bell: false }] }).expect(200);
    expect(await preferencesOf(buyer)).toEqual(first.body);
    await kit.deliver(part.shipped);
    const second = await put(buyer, { kinds: [{ kind: 'order.accepted', mail: 'at-once' }] }).expect(200);
    const of = (kind: string) => second.body.kinds.find((one: { kind: string }) => one.kind === kind);
    expect(of('order.shipped')).toMatchObject({ bell: true, mail: 'at-once', fixed: false });
    expect(of('order.accepted')).toMatchObject({ bell: true, mail: 'at-once' });
    await kit.deliver(part.accepted);
    const mail = await post.mailTo(emailOf(buyer), 'has your order');
    expect(mail.text).toContain('Oak & Ash has accepted your order and is packing it.');
    expect(mail.text).toContain(`See your order: http://localhost:4000/orders/${part.orderId}`);
    expect(mailsTo(buyer)).toHaveLength(2);
    expect((await bellOf(buyer)).map(({ kind }) => kind)).toEqual(['order.accepted']);
  });

  test('an order’s new status is still heard live by somebody who does not want it in the bell', async () => {
    const buyer = await member();
    await put(buyer, { kinds: [{ kind: 'order.accepted', bell: false }] }).expect(200);
    const tab = await connectedTab(kit.running.url, buyer.authorization);
    const part = samplePart(buyer.userId, (await member('seller')).userId);
    const { event } = await kit.deliver(part.accepted, { version: 3 });
    await kit.deliver(part.accepted, { version: 3, id: event.id.replace(/.$/, event.id.endsWith('0') ? '1' : '0') });
    await kit.deliver(part.shipped, { version: 4 });
    await tab.hears(3);
    expect(tab.messages.map(({ kind }) => kind)).toEqual(['order', 'order', 'notification']);
  });

  test('receipts come whatever is asked for', async () => {
    const buyer = await member();
    const refused = await put(buyer, { kinds: [{ kind: 'receipt', mail: 'off' }] }).expect(400);
    expect(refused.body.errors).toEqual([{ field: 'body.kinds.0.mail', message: expect.stringContaining('at-once') }]);
    await kit.deliver(sampleOrder(buyer.userId).charged);
    await post.mailTo(emailOf(buyer), 'Receipt');
  });

  test('each member of a shop hears of it in their own way, also of what concerns a part of an order', async () => {
    const [owner, staff, buyer] = [await member('seller'), await member('seller'), await member()];
    await kit.deliver(
      sellerUpdated.of({
        sellerId: owner.userId,
        state: 'active',
        name: 'Oak & Ash',
        currency: marketplaceCurrency,
        members: [
          { userId: owner.userId, role: 'owner' },
          { userId: staff.userId, role: 'staff' },
        ],
        payoutReady: true,
        changes: ['members'],
      }),
      { version: 2 },
    );
    await put(staff, {
      kinds: [
        { kind: 'stock.low', mail: 'at-once' },
        { kind: 'return.requested', bell: false },
      ],
    }).expect(200);
    const { productId, variantId } = orderLine();
    const low = { variantId, productId, sellerId: owner.userId, title: 'Oak shelf', available: 1, threshold: 3 };
    await kit.deliver(stockLow.of(low));
    await kit.deliver(samplePart(buyer.userId, owner.userId).requested);
    expect((await post.mailTo(emailOf(staff), 'Stock is running low')).text).toContain('one piece is left');
    expect((await bellOf(owner)).map(({ kind }) => kind)).toEqual(['return.requested', 'stock.low']);
    expect((await bellOf(staff)).map(({ kind }) => kind)).toEqual(['stock.low']);
    expect(mailsTo(owner)).toHaveLength(1);
  });

  test('nobody sees or changes what another has chosen', async () => {
    const [ada, bob] = [await member(), await member()];
    await put(ada, { language: 'de', kinds: [{ kind: 'order.shipped', mail: 'off' }] }).expect(200);
    const hers = await preferencesOf(ada);
    expect((await preferencesOf(bob)).language).toBe('en');
    await put(bob, { kinds: [] }).expect(200);
    expect(await preferencesOf(ada)).toEqual(hers);
    await kit.http.get(path).expect(401);
    await kit.http.put(path).send({ kinds: [] }).expect(401);
  });

  test.each([
    ['an unknown kind', { kinds: [{ kind: 'order.eaten', mail: 'off' }] }],
    ['an unknown timing', { kinds: [{ kind: 'order.paid', mail: 'sometimes' }] }],
    ['one kind twice', { kinds: [{ kind: 'order.paid' }, { kind: 'order.paid', bell: false }] }],
    ['a bell for what is only mailed', { kinds: [{ kind: 'receipt', bell: true }] }],
    ['an unknown language', { language: 'tlh', kinds: [] }],
    ['a field too many', { kinds: [], frequency: 'never' }],
    ['nothing', {}],
  ])('%s is refused', async (_what, body) => {
    await put(await kit.user('buyer'), body).expect(400);
  });
});

describe('the language', () => {
  test('is that of the browser at the registration, in mails and in the bell', async () => {
    const buyer = await member('buyer', ['fr', 'de-AT', 'en']);
    expect(mailsTo(buyer)[0]?.subject).toBe('Willkommen bei Credenza');
    const order = sampleOrder(buyer.userId, [orderLine({ title: '<i>Regal</i>', total: 123_456 })]);
    await kit.deliver(order.created);
    const mail = await post.mailTo(emailOf(buyer), 'Deine Bestellung');
    expect(mail.text).toMatch(/Summe +1\.234,56\s€/);
    expect(mail.html).toContain('&lt;i&gt;Regal&lt;/i&gt;');
    expect((await bellOf(buyer))[0]?.title).toBe('Deine Bestellung ist da');
    expect((await preferencesOf(buyer)).language).toBe('de');
  });

  test('is another one once its reader says so', async () => {
    const buyer = await member('buyer', ['de']);
    await put(buyer, { language: 'en', kinds: [] }).expect(200);
    await kit.deliver(sampleOrder(buyer.userId).charged);
    await post.mailTo(emailOf(buyer), 'Receipt for your order');
  });
});
