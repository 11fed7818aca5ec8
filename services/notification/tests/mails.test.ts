import {
  newId,
  orderCreated,
  orderPaid,
  PromotionId,
  SellerOrderId,
  type UserId as User,
  UserId,
} from '@credenza/contracts';
import { startService } from '@credenza/service-kit';
import { eventually, freePort, type Harness, type TestUser } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { service } from '../src/service.ts';
import { addressOf, type MailServer, startMailServer } from './mail-server.ts';
import { orderLine, registration, sampleOrder } from './samples.ts';
import { startNotification } from './start.ts';

let kit: Harness<Context>;
let post: MailServer;
let admin: TestUser;

beforeAll(async () => {
  post = await startMailServer();
  kit = await startNotification({
    SMTP_URL: post.url,
    MAIL_ATTEMPTS: '6',
    MAIL_RETRY_BASE_MS: '20',
    MAIL_RETRY_CAP_MS: '60',
  });
  admin = await kit.user('admin');
});
afterAll(async () => {
  await kit?.stop();
  await post?.stop();
});
beforeEach(() => {
  post.mood = 'takes';
});

const asAdmin = (method: 'get' | 'post', path: string) =>
  kit.http[method](`/api/notifications/admin/mails${path}`).set('authorization', admin.authorization);
const listed = async (status: string, address: string) => {
  const { body } = await asAdmin('get', `?status=${status}&limit=100`).expect(200);
  return body.items.find((mail: { to: string }) => mail.to === address);
};
async function known(role: 'buyer' | 'seller' = 'buyer'): Promise<{ userId: User; email: string }> {
  const userId = newId(UserId);
  const email = `${userId}@example.com`;
  await kit.deliver(registration(userId, { email, role }));
  await post.mailTo(email, 'Welcome');
  return { userId, email };
}
const mailsTo = (address: string) => post.mails.filter((mail) => addressOf(mail) === address);

describe('which mails are sent', () => {
  test('a new account is welcomed', async () => {
    const { email } = await known('seller');
    const mail = await post.mailTo(email);
    expect(mail.subject).toBe('Welcome to Credenza');
    expect(mail.text).toContain('Hello Ada,');
    expect(mail.text).toContain('Shopify');
    expect(mail.from?.text).toContain('no-reply@credenza.example');
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
  });

  test('a paid order brings its buyer the order with its lines and the receipt with the amount', async () => {
    const { userId, email } = await known();
    const order = sampleOrder(userId, [
      orderLine(),
      orderLine({ title: 'Lamp', variantTitle: '', quantity: 1, total: 1_250 }),
    ]);
    await kit.deliver(order.created);
    await kit.deliver(order.charged);
    const placed = await post.mailTo(email, 'Your order');
    expect(placed.text).toMatch(/2 × Oak shelf, 80 cm +€90\.00/);
    expect(placed.text).toMatch(/1 × Lamp +€12\.50/);
    expect(placed.text).toMatch(/Total +€102\.50/);
    expect(placed.html).toContain(`href="http://localhost:4000/orders/${order.orderId}"`);
    const receipt = await post.mailTo(email, 'Receipt');
    expect(receipt.text).toContain('your payment of €102.50');
    expect(receipt.text).toContain('sandbox-77');
  });

  test('discounts, shipping and tax are in the mails of both sides, and the rows add up', async () => {
    const [buyer, oak] = [await known(), await known('seller')];
    const promotionId = newId(PromotionId);
    const line = orderLine({
      sellerId: oak.userId,
      commission: 850,
      discounts: [
        { promotionId, amount: 500, paidBy: 'shop' },
        { promotionId, amount: 1_000, paidBy: 'marketplace' },
      ],
    });
    const part = {
      sellerOrderId: newId(SellerOrderId),
      sellerId: oak.userId,
      sellerName: 'Oak & Ash',
      shipping: 300,
      shippingDiscounts: [{ promotionId, amount: 90, paidBy: 'marketplace' as const }],
      tax: 1_482,
      total: 9_282,
    };
    const order = sampleOrder(buyer.userId, [line]);
    const extras = { sellerOrders: [part], taxIncluded: false, total: part.total };
    await kit.deliver(orderCreated.of({ ...order.created.data, ...extras }));
    await kit.deliver(orderPaid.of({ ...order.paid.data, ...extras }));
    const placed = (await post.mailTo(buyer.email, 'Your order')).text ?? '';
    for (const row of [/80 cm +€90\.00/, /Discounts +-€15\.00/, /Shipping +€3\.00/, /Tax +€14\.82/, /Total +€92\.82/])
      expect(placed).toMatch(row);
    const sold = (await post.mailTo(oak.email, 'Sold')).text ?? '';
    for (const row of [/Your discounts +-€5\.00/, /Shipping +€3\.90/, /marketplace +−€8\.50/, /You earn +€95\.22/])
      expect(sold).toMatch(row);
  });

  test('each seller of a paid order is told about their own lines and what they earn, not about the others', async () => {
    const [buyer, oak, lamps] = [await known(), await known('seller'), await known('seller')];
    const order = sampleOrder(buyer.userId, [
      orderLine({ sellerId: oak.userId }),
      orderLine({ sellerId: lamps.userId, title: 'Lamp', total: 5_000, commission: 750 }),
    ]);
    await kit.deliver(order.paid);
    const mail = await post.mailTo(oak.email, 'Sold');
    expect(mail.text).toContain('Oak shelf');
    expect(mail.text).not.toContain('Lamp');
    expect(mail.text).toMatch(/You earn +€81\.00/);
    expect((await post.mailTo(lamps.email, 'Sold')).text).toMatch(/You earn +€42\.50/);
  });

  test('a canceled order says why and what becomes of the money', async () => {
    const { userId, email } = await known();
    await kit.deliver(sampleOrder(userId).canceled);
    const unpaid = await post.mailTo(email, 'was canceled');
    expect(unpaid.text).toContain('no longer in stock');
    expect(unpaid.text).toContain('You have not been charged');
    const late = sampleOrder(userId);
    await kit.deliver(late.canceledLate);
    const paid = await post.mailTo(email, late.orderId);
    expect(paid.text).toContain('not paid in time. Fifteen minutes went by.');
    expect(paid.text).toContain('giving your money back');
  });

  test('a declined payment and a refund are told with their amounts', async () => {
    const { userId, email } = await known();
    const order = sampleOrder(userId);
    await kit.deliver(order.declined);
    expect((await post.mailTo(email, 'did not go through')).text).toContain('the card has expired');
    await kit.deliver(order.refunded);
    expect((await post.mailTo(email, 'refunded')).text).toContain('€90.00');
  });

  test('an event that comes twice, to two replicas, sends one mail', async () => {
    const { userId, email } = await known();
    const { event } = await kit.deliver(sampleOrder(userId).charged);
    await post.mailTo(email, 'Receipt');
    const other = await startService(service, {
      env: { ...kit.env, PORT: '0', DAPR_HTTP_PORT: String(await freePort()) },
      keys: kit.keys,
    });
    await fetch(`${other.url}/events/${event.type}`, {
      method: 'POST',
      headers: { 'dapr-api-token': kit.appToken, 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(event),
    });
    const { event: marker } = await kit.deliver(sampleOrder(userId).declined);
    await post.mailTo(email, marker.data.orderId);
    await other.stop();
    expect(mailsTo(email).filter((mail) => mail.subject?.startsWith('Receipt'))).toHaveLength(1);
  });

  test('a receipt whose address has not come yet waits for it', async () => {
    const userId = newId(UserId);
    const order = sampleOrder(userId);
    const { status, event } = await kit.deliver(order.charged);
    expect(status).toBe('SUCCESS');
    const waiting = await kit.running.inbox.deliveries.findById(event.id).lean();
    expect(waiting).toMatchObject({ status: 'retrying', error: expect.stringContaining('has not come yet') });
    await kit.deliver(registration(userId, { email: 'late@example.com' }));
    expect((await post.mailTo('late@example.com', 'Receipt')).text).toContain('€90.00');
  });
});

describe('a mail server in trouble delays and never loses', () => {
  test.each(['busy', 'refuses', 'hangs up'] as const)(
    'a server that %s gets the mail once it takes it',
    async (mood) => {
      post.mood = mood;
      const tries = post.tries;
      const email = `${mood.replace(' ', '-')}@example.com`;
      await kit.deliver(registration(newId(UserId), { email }));
      await eventually(() => post.tries >= tries + 2);
      expect(mailsTo(email)).toEqual([]);
      post.mood = 'takes';
      await post.mailTo(email);
      expect(mailsTo(email)).toHaveLength(1);
    },
  );

  test('a server that is away gets the mail when it is back, and the service stays ready', async () => {
    await post.stop();
    const email = 'away@example.com';
    await kit.deliver(registration(newId(UserId), { email }));
    await eventually(() => listed('pending', email).then((mail) => mail?.attempts >= 1));
    await kit.http.get('/readyz').expect(200);
    await post.start();
    await post.mailTo(email);
  });

  test('after the last try a mail is dead, and an admin can look at it and try it again', async () => {
    post.mood = 'refuses';
    const email = 'dead@example.com';
    await kit.deliver(registration(newId(UserId), { email }));
    const dead = await eventually(() => listed('dead', email));
    expect(dead).toMatchObject({ template: 'welcome', attempts: 6, error: expect.stringContaining('554') });
    expect(dead).not.toHaveProperty('nextAt');
    const { body } = await asAdmin('get', `/${dead.mailId}`).expect(200);
    expect(body.text).toContain('Thank you for joining');
    expect(body.log).toHaveLength(6);
    for (const one of body.log) expect(one).toMatchObject({ sent: false, answer: expect.stringContaining('554') });
    post.mood = 'takes';
    await asAdmin('post', `/${dead.mailId}/replay`).expect(202);
    const mail = await post.mailTo(email);
    expect(mail.messageId).toBe(`<${dead.mailId}@credenza.example>`);
    await eventually(() => listed('sent', email));
    const { log } = (await asAdmin('get', `/${dead.mailId}`).expect(200)).body;
    expect(log).toHaveLength(7);
    expect(log[6]).toMatchObject({ sent: true, answer: expect.stringMatching(/^250/) });
    await asAdmin('post', `/${dead.mailId}/replay`).expect(404);
    const audit = await kit.http
      .get(`/api/notifications/admin/audit?subject=${dead.mailId}`)
      .set('authorization', admin.authorization);
    expect(audit.body.items).toEqual([expect.objectContaining({ act: 'mail.replayed', actor: admin.userId })]);
  });

  test('all dead mails can be tried again at once', async () => {
    post.mood = 'busy';
    const addresses = ['one@example.com', 'two@example.com', 'three@example.com'];
    for (const email of addresses) await kit.deliver(registration(newId(UserId), { email }));
    for (const email of addresses) await eventually(() => listed('dead', email));
    post.mood = 'takes';
    expect((await asAdmin('post', '/replay').expect(202)).body.replayed).toBeGreaterThanOrEqual(3);
    for (const email of addresses) await post.mailTo(email);
    for (const email of addresses) expect(mailsTo(email)).toHaveLength(1);
  });

  test('two replicas share the work and send each mail once', async () => {
    const other = await startService(service, {
      env: { ...kit.env, PORT: '0', DAPR_HTTP_PORT: String(await freePort()) },
      keys: kit.keys,
    });
    const addresses = Array.from({ length: 40 }, (_, index) => `crowd-${index}@example.com`);
    await Promise.all(addresses.map((email) => kit.deliver(registration(newId(UserId), { email }))));
    for (const email of addresses) await post.mailTo(email);
    await eventually(async () => (await listed('pending', addresses[0] ?? '')) === undefined);
    await other.stop();
    for (const email of addresses) expect(mailsTo(email)).toHaveLength(1);
  });

  test('a try whose process died is taken over when its lease runs out', async () => {
    const email = 'orphan@example.com';
    post.mood = 'refuses';
    await kit.deliver(registration(newId(UserId), { email }));
    const dead = await eventually(() => listed('dead', email));
    const mails = kit.running.db.collection<{ _id: string }>('mails');
    post.mood = 'takes';
    const left = { status: 'pending', attempts: 1, nextAt: new Date(Date.now() + 300) };
    await mails.updateOne({ _id: dead.mailId }, { $set: left });
    await post.mailTo(email);
  });
});

describe('who may see mails', () => {
  test('nobody but an admin', async () => {
    const buyer = await kit.user('buyer');
    const mailId = 'mal_01j9zq6v8xe3tbd5wqmg8d2r4c';
    for (const path of ['', `/${mailId}`]) {
      await kit.http.get(`/api/notifications/admin/mails${path}`).expect(401);
      await kit.http.get(`/api/notifications/admin/mails${path}`).set('authorization', buyer.authorization).expect(403);
    }
    await kit.http
      .post(`/api/notifications/admin/mails/${mailId}/replay`)
      .set('authorization', buyer.authorization)
      .expect(403);
    await kit.http.post('/api/notifications/admin/mails/replay').set('authorization', buyer.authorization).expect(403);
  });

  test('but everybody sees what was sent to themselves, and whether it has gone, in pages', async () => {
    const [ada, bob] = [await kit.user('buyer'), await kit.user('buyer')];
    const own = (user: TestUser, query = '') =>
      kit.http.get(`/api/notifications/mails${query}`).set('authorization', user.authorization);
    for (const { userId } of [ada, bob]) await kit.deliver(registration(userId));
    for (let index = 0; index < 3; index += 1) await kit.deliver(sampleOrder(ada.userId).charged);
    const sent = await eventually(async () => {
      const { items } = (await own(ada).expect(200)).body;
      return items.length === 4 && items.every((mail: { status: string }) => mail.status === 'sent') && items;
    });
    expect(sent.at(-1)).toMatchObject({ subject: 'Welcome to Credenza', to: `${ada.userId}@example.com` });
    expect(JSON.stringify(sent)).not.toMatch(/250|answer|error/);
    const first = (await own(ada, '?limit=3').expect(200)).body;
    const second = (await own(ada, `?limit=3&cursor=${first.nextCursor}`).expect(200)).body;
    expect([...first.items, ...second.items]).toEqual(sent);
    expect((await own(bob).expect(200)).body.items).toHaveLength(1);
    await kit.http.get('/api/notifications/mails').expect(401);
    await own(ada, '?cursor=1').expect(400);
  });

  test('and nothing is kept for ever', async () => {
    const indexes = await kit.running.db.collection('mails').indexes();
    const days = new Map(
      indexes.map(({ key, expireAfterSeconds }) => [Object.keys(key).join(), (expireAfterSeconds ?? 0) / 86_400]),
    );
    expect([days.get('sentAt'), days.get('createdAt')]).toEqual([60, 180]);
  });

  test('a page ends where the next begins, and what is not an id is refused', async () => {
    const first = await asAdmin('get', '?status=sent&limit=2').expect(200);
    expect(first.body.items).toHaveLength(2);
    const second = await asAdmin('get', `?status=sent&limit=2&cursor=${first.body.nextCursor}`).expect(200);
    const ids = [...first.body.items, ...second.body.items].map((mail: { mailId: string }) => mail.mailId);
    expect(new Set(ids).size).toBe(4);
    await asAdmin('get', '?cursor=1').expect(400);
    await asAdmin('get', '?status=lost').expect(400);
    await asAdmin('get', '/ord_01j9zq6v8xe3tbd5wqmg8d2r4c').expect(400);
    await asAdmin('get', '/mal_01j9zq6v8xe3tbd5wqmg8d2r4c').expect(404);
  });
});
