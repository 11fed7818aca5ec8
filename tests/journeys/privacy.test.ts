import { answeringServices, serviceNames } from '@credenza/contracts';
import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { strFromU8, unzipSync } from 'fflate';
import { type Books, openBooks } from './books.ts';
import { done } from './sending.ts';
import { type Person, startWorld, type World } from './world.ts';

let world: World;
let admin: Person;
let books: Books;
let shop: Person;
let buyer: Person;
let neighbour: Person;

const name = 'Wilhelmine Quastenflosser';
const street = 'Kirschbaumallee 77b';
const tracking = 'JD-QUAST-0815';
const complaint = 'Mrs Quastenflosser cannot lift it.';
const address = { name, line1: street, city: 'Weimar', postalCode: '99423', country: 'DE' };
const shopStreet = 'Gerbergasse 4711';
const taxId = 'DE136695976';
const passport = 'passport-of-the-founder.pdf';

beforeAll(async () => {
  world = await startWorld({ FUNDS_HOLD_DAYS: '0' });
  admin = await world.admin();
  books = openBooks(world, admin);
  shop = await world.person('seller', 'Oak and Sons');
  buyer = await world.person('buyer', name);
  neighbour = await world.person('buyer', 'Nele Nachbarin');
}, 240_000);
afterAll(() => world?.stop(), 60_000);

/** Where a text is found: in which collections of which services. */
async function traces(texts: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const service of serviceNames) {
    const db = await world.db(service);
    for (const { name: collection } of await db.listCollections())
      for await (const document of db.collection(collection).find()) {
        const text = JSON.stringify(document);
        for (const one of texts) if (text.includes(one)) found.push(`${one}: ${service}.${collection} ${document._id}`);
      }
  }
  return found;
}

/** A mail may just be written while its receiver is forgotten: then it goes a moment later. */
async function goneFor(texts: string[]): Promise<void> {
  await eventually(async () => (await traces(texts)).length === 0).catch(() => undefined);
  expect(await traces(texts)).toEqual([]);
}

async function order(who: Person, variantId: string, to: object): Promise<string> {
  const cart = await done(who, 'POST', '/api/cart/lines', { variantId, quantity: 1 });
  const wish = { cartVersion: cart.version, shippingAddress: to, payment: { token: 'tok_approve' } };
  const { orderId } = await done(who, 'POST', '/api/orders', wish);
  expect((await world.settled(who, orderId)).status).toBe('paid');
  return orderId;
}

const ask = (who: Person, kind: 'exports' | 'erasures', about: object = {}) =>
  who.send('POST', `/api/auth/privacy/${kind}`, { password: who.password, ...about });

/** Asks until nothing is in the way any more, then waits until every service has answered. */
async function complete(requestId: string): Promise<any> {
  return await eventually(async () => {
    const { body } = await admin.get(`/api/auth/privacy/requests/${requestId}`);
    return body.state === 'complete' && body;
  }, 90_000);
}

async function archive(who: Person, requestId: string): Promise<{ status: number; files: Record<string, string> }> {
  const answer = await fetch(`${world.url}/api/auth/privacy/requests/${requestId}/archive`, {
    headers: { authorization: `Bearer ${who.token}` },
  });
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const files = answer.status === 200 ? unzipSync(bytes) : {};
  return {
    status: answer.status,
    files: Object.fromEntries(Object.entries(files).map(([file, content]) => [file, strFromU8(content)])),
  };
}

let orderId: string;
let sale: any;

test('a buyer and a shop trade, and leave something in every service', async () => {
  const { variantId } = await world.offer(shop, 50, 5_000);
  const profile = {
    description: 'Oak.',
    address: { line1: shopStreet, postalCode: '10115', city: 'Berlin', country: 'DE' },
    taxId,
    contactEmail: 'hello@oak-and-sons.example',
  };
  await done(shop, 'PATCH', '/api/auth/shop', profile);
  const account = { kind: 'iban', holder: 'Old Oak', iban: 'DE89370400440532013000' };
  await done(shop, 'PUT', '/api/auth/shop/payout-account', account);
  const upload = await fetch(`${world.url}/api/auth/shop/documents?kind=identity&name=${passport}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.token}`, 'content-type': 'application/pdf' },
    body: '%PDF-1.7\n%%EOF\n',
  });
  expect(upload.status).toBe(201);
  await done(shop, 'POST', '/api/auth/shop/invitations', { email: buyer.email, role: 'staff' });

  orderId = await order(buyer, variantId, address);
  await order(neighbour, variantId, { ...address, name: 'Nele Nachbarin', line1: 'Elm Street 1' });
  const sales = await eventually(async () => {
    const { items } = (await shop.get('/api/orders/sales')).body;
    return items.length === 2 && items;
  });
  sale = sales.find((one: { orderId: string }) => one.orderId === orderId);
  for (const one of sales) {
    const at = `/api/orders/sales/${one.sellerOrderId}`;
    await done(shop, 'POST', `${at}/accept`);
    await done(shop, 'POST', `${at}/pack`);
    await done(shop, 'POST', `${at}/ship`, { carrier: 'DHL', tracking: one === sale ? tracking : 'JD1' });
  }
  await done(buyer, 'POST', '/api/cart/lines', { variantId, quantity: 2 });
  const refused = await ask(buyer, 'erasures');
  expect(refused.status).toBe(409);
  expect(refused.body.reasons).toEqual([`Order ${orderId} is not over.`]);

  for (const one of sales) await done(shop, 'POST', `/api/orders/sales/${one.sellerOrderId}/deliver`, {});
  const pieces = [{ lineId: sale.lines[0].lineId, quantity: 1 }];
  const asked = { sellerOrderId: sale.sellerOrderId, pieces, reason: complaint };
  const { sellerOrders } = await done(buyer, 'POST', `/api/orders/${orderId}/returns`, asked);
  const back = `/api/orders/sales/${sale.sellerOrderId}/returns/${sellerOrders[0].returns[0].returnId}`;
  expect((await ask(buyer, 'erasures')).status).toBe(409);
  await done(shop, 'POST', `${back}/approve`, {});
  await done(shop, 'POST', `${back}/receive`, { restock: true });
}, 120_000);

test('an export holds what every service knows about the buyer, and nothing about anybody else', async () => {
  expect((await buyer.send('POST', '/api/auth/privacy/exports', { password: 'not this one' })).status).toBe(403);
  expect((await ask(neighbour, 'exports', { userId: buyer.userId })).status).toBe(403);
  await eventually(async () => (await buyer.get('/api/notifications')).body.items.length > 3);
  const { status, body } = await ask(buyer, 'exports');
  expect(status).toBe(202);
  const report = await complete(body.requestId);
  expect(report.services.map(({ service }: { service: string }) => service)).toEqual(answeringServices);
  for (const who of [neighbour, shop]) expect((await archive(who, body.requestId)).status).toBe(404);

  const { files } = await archive(buyer, body.requestId);
  const lines = (file: string) =>
    (files[file] ?? '')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  expect(lines('auth/accounts.ndjson')).toEqual([expect.objectContaining({ email: buyer.email, name })]);
  expect(lines('auth/invitations.ndjson')).toEqual([expect.objectContaining({ shop: 'Oak and Sons' })]);
  expect(lines('auth/sessions.ndjson')).toHaveLength(1);
  expect(lines('auth/audit.ndjson').map(({ act }) => act)).toContain('account.opened');
  expect(lines('order/orders.ndjson')).toEqual([expect.objectContaining({ orderId, shippingAddress: address })]);
  expect(lines('cart/carts.ndjson')).toEqual([expect.objectContaining({ userId: buyer.userId })]);
  expect(lines('payment/payments.ndjson')).toEqual([expect.objectContaining({ orderId, amount: expect.any(Number) })]);
  expect(lines('notification/recipients.ndjson')).toEqual([expect.objectContaining({ email: buyer.email })]);
  expect(lines('notification/mails.ndjson').length).toBeGreaterThan(1);
  expect(lines('notification/notifications.ndjson').length).toBeGreaterThan(3);
  expect(JSON.parse(files['report.json'] ?? '')).toMatchObject({ state: 'complete', userId: buyer.userId });
  const everything = Object.values(files).join('\n');
  for (const strange of [neighbour.userId, neighbour.email, 'Nachbarin', shop.email, shopStreet, 'argon2'])
    expect({ strange, found: everything.includes(strange) }).toEqual({ strange, found: false });
  expect((await archive(admin, body.requestId)).status).toBe(200);
}, 120_000);

const buyersTraces = () => [name, 'Quastenflosser', buyer.email, street, tracking, complaint];

test('an erased buyer is in no database of any service, and the books are right', async () => {
  const before = await traces(buyersTraces());
  expect(new Set(before.map((one) => one.split(': ')[0]))).toEqual(new Set(buyersTraces()));
  // The money of the return has to be back first.
  const { body } = await eventually(async () => {
    const answer = await ask(buyer, 'erasures');
    return answer.status === 202 && answer;
  }, 60_000);
  const report = await complete(body.requestId);
  expect(report.services.every(({ state }: { state: string }) => state === 'done')).toBe(true);
  await goneFor(buyersTraces());
  expect((await buyer.get('/api/auth/me')).status).toBe(401);
  const login = { email: buyer.email, password: buyer.password };
  expect((await world.call('POST', '/api/auth/login', login)).status).toBe(401);

  const seen = (await shop.get(`/api/orders/sales/${sale.sellerOrderId}`)).body;
  expect(seen.lines).toEqual(sale.lines);
  expect(seen.shippingAddress).toMatchObject({ name: 'erased', country: 'DE' });
  expect(seen.returns[0]).toMatchObject({ reason: 'erased', state: 'received' });
  await books.areRight();
  expect((await neighbour.get('/api/auth/me')).body.name).toBe('Nele Nachbarin');
}, 180_000);

test('events that come again, and figures that are made anew, do not bring the buyer back', async () => {
  const figures = async () => {
    const { now } = (await shop.get('/api/seller/overview')).body;
    return now;
  };
  await eventually(async () => (await figures()).refunds > 0);
  const before = await figures();
  for (const prefix of ['auth', 'cart', 'orders', 'payments'])
    expect((await done(admin, 'POST', `/api/${prefix}/admin/events/republish`, {})).failed).toBe(0);
  await done(admin, 'POST', '/api/seller/admin/rebuild');
  await eventually(async () => (await admin.get('/api/seller/admin/rebuild')).body.finishedAt !== undefined, 60_000);
  expect(await figures()).toEqual(before);
  // The first message of a new account comes after those that were published again.
  const next = await world.person('buyer', 'Somebody Else');
  await eventually(
    async () =>
      (await (await world.db('notification')).collection('recipients').findOne({ _id: next.userId as never })) !== null,
  );
  expect(await traces(buyersTraces())).toEqual([]);
  const bell = (await world.db('notification')).collection('notifications');
  expect(await bell.countDocuments({ userId: buyer.userId })).toBe(0);
}, 120_000);

test('the address of an erased account can be used anew', async () => {
  const { email, password } = buyer;
  const again = { email, password, name: 'Minna', role: 'buyer' };
  const answer = await world.call('POST', '/api/auth/register', again);
  expect(answer.status).toBe(201);
  expect(answer.body.user.userId).not.toBe(buyer.userId);
});

test('a shop goes with its only owner once it is paid out; what it sold stays in the books', async () => {
  const { productId } = await world.offer(shop, 5);
  const refused = await ask(shop, 'erasures');
  expect(refused.status).toBe(409);
  expect(refused.body.reasons).toEqual([expect.stringContaining("The shop's balance is")]);
  const { batchId } = await done(admin, 'POST', '/api/payments/admin/payout-batches', {});
  await done(admin, 'POST', `/api/payments/admin/payout-batches/${batchId}/approve`);
  const { body } = await eventually(async () => {
    const answer = await ask(shop, 'erasures');
    return answer.status === 202 && answer;
  }, 90_000);
  await complete(body.requestId);
  const gone = [shop.email, shopStreet, taxId, 'hello@oak-and-sons.example', passport, '•••• 3000'];
  await goneFor(gone);
  await eventually(async () => (await world.call('GET', `/api/products/${productId}`)).status === 404);
  expect((await admin.get(`/api/auth/shops/${shop.userId}`)).body).toMatchObject({ state: 'closed', documents: [] });
  await books.areRight();
}, 180_000);
