import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Person, startWorld, type World } from './world.ts';

let world: World;
let admin: Person;
let buyer: Person;

beforeAll(async () => {
  world = await startWorld();
  [admin, buyer] = [await world.admin(), await world.person('buyer')];
}, 240_000);
afterAll(() => world?.stop(), 60_000);

const any = { 'if-match': '*' };
const page = (productId: string) => world.call('GET', `/api/products/${productId}`);
const bell = async (headers: Record<string, string>): Promise<string[]> => {
  const { body } = await world.call('GET', '/api/notifications', undefined, headers);
  return body.items.map(({ kind }: { kind: string }) => kind);
};

/** The token in the newest invitation to an address, from the mail as it arrived. */
async function invitationTo(email: string): Promise<string> {
  return await eventually(async () => {
    const listed = await fetch(`${world.market.mailUrl}/mails.json?to=${encodeURIComponent(email)}`);
    const mails: { id: string; subject: string }[] = JSON.parse(await listed.text());
    const mail = mails.find(({ subject }) => subject.includes('invites you'));
    const text = mail && (await (await fetch(`${world.market.mailUrl}/mails/${mail.id}`)).text());
    return text && /invitation=([\w-]{43})/.exec(text)?.[1];
  });
}

test('a shop applies, opens, takes staff in, is suspended in the middle of its sales, and goes on', async () => {
  const rows = [
    { kind: 'terms', termsVersion: '2026-01', title: 'Our terms' },
    { kind: 'payout-account', title: 'Where we pay to' },
    { kind: 'product', title: 'A first product' },
  ];
  expect((await admin.send('PUT', '/api/auth/shops/checklist', { rows }, any)).status).toBe(200);
  const owner = await world.person('seller');
  const at = `/api/auth/shops/${owner.userId}`;
  expect((await owner.get('/api/auth/shop')).body.state).toBe('applied');

  // Nobody sees what an applicant offers.
  await eventually(async () => {
    const { productId } = await world.offer(owner, 1);
    return (await page(productId)).status === 404;
  });
  const { productId, variantId } = await world.offer(owner, 10, 2_000);
  expect((await page(productId)).status).toBe(404);
  expect((await admin.send('POST', `${at}/activate`)).status).toBe(409);
  await owner.send('POST', '/api/auth/shop/terms', { version: '2026-01' });
  const account = { kind: 'iban', holder: 'Oak', iban: 'DE89370400440532013000' };
  expect((await owner.send('PUT', '/api/auth/shop/payout-account', account, any)).status).toBe(200);
  await eventually(async () => {
    const { body } = await admin.get('/api/auth/shops?state=applied&complete=true');
    return body.items.some(({ sellerId }: { sellerId: string }) => sellerId === owner.userId);
  });
  expect((await admin.send('POST', `${at}/activate`)).status).toBe(200);
  await eventually(async () => (await page(productId)).status === 200);

  // Somebody is asked by mail, opens an account with it and sells for the shop.
  const email = `freja-${process.pid}@example.com`;
  expect((await owner.send('POST', '/api/auth/shop/invitations', { email, role: 'staff' })).status).toBe(201);
  const invitation = await invitationTo(email);
  const login = { email, password: 'a long enough password', name: 'Freja', role: 'seller', invitation };
  const registered = await world.call('POST', '/api/auth/register', login);
  expect(registered.status).toBe(201);
  const staff = { authorization: `Bearer ${registered.body.accessToken}` };
  const stock = `/api/products/${productId}/variants/${variantId}/stock`;
  expect((await world.call('POST', stock, { onHand: 20 }, staff)).status).toBe(200);
  expect((await world.call('POST', '/api/auth/shop/close', undefined, staff)).status).toBe(403);

  const first = await world.buy(buyer, variantId, { quantity: 2 });
  expect((await world.settled(buyer, first.body.orderId)).status).toBe('paid');
  await eventually(async () => (await bell(staff)).includes('sale.paid'));

  // In the middle of its sales it is suspended: carts say so, nothing can be ordered, what was ordered stays.
  const cart = await eventually(async () => {
    const { status, body } = await buyer.send('POST', '/api/cart/lines', { variantId, quantity: 1 });
    return status === 200 && body;
  });
  await admin.send('POST', `${at}/suspend`, { reason: 'Nothing was sent.' });
  await eventually(async () => (await buyer.get('/api/cart')).body.lines[0]?.notice === 'shop-closed');
  expect((await page(productId)).status).toBe(404);
  expect((await world.buy(buyer, variantId)).status).toBe(409);
  expect((await buyer.get(`/api/orders/${first.body.orderId}`)).body.status).toBe('paid');
  await eventually(async () => (await bell(staff)).includes('shop.suspended'));
  expect(cart.lines[0]).toMatchObject({ available: true });

  await admin.send('POST', `${at}/reactivate`);
  await eventually(async () => (await buyer.get('/api/cart')).body.lines[0]?.available === true);
  expect((await page(productId)).body).toMatchObject({ status: 'active' });
  const second = await world.buy(buyer, variantId);
  expect((await world.settled(buyer, second.body.orderId)).status).toBe('paid');
}, 120_000);
