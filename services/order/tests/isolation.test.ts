import type { TestUser } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { service } from '../src/service.ts';
import { freshKey, type Market, openMarket, type Sale, strayId } from './market.ts';

let market: Market;
let sale: Sale;
let others: { buyer: TestUser; seller: TestUser };
let ids: Record<string, string>;

/** Every route that names something somebody owns: a new one is in these tests by itself. */
const routes = service.routes.filter(({ path, role }) => role !== 'service' && path.includes('/:'));
const known = [...routes.map(({ method, path }) => [`${method.toUpperCase()} ${path}`, method, path] as const)];

/** What is sent to the routes that read a body; with it each would do something for its owner. */
const bodies: Record<string, () => object> = {
  '/api/orders/:orderId/cancel-lines': () => ({ pieces: [{ lineId: sale.lamp, quantity: 1 }] }),
  '/api/orders/:orderId/confirm-delivery': () => ({ sellerOrderId: sale.sellerOrderId }),
  '/api/orders/:orderId/returns': () => ({
    sellerOrderId: sale.sellerOrderId,
    pieces: [{ lineId: sale.chair, quantity: 1 }],
    reason: 'no',
  }),
  '/api/orders/:orderId/disputes': () => ({ sellerOrderId: sale.sellerOrderId, reason: 'no' }),
  '/api/orders/:orderId/disputes/:disputeId/notes': () => ({ text: 'no' }),
  '/api/orders/sales/:sellerOrderId/ship': () => ({ carrier: 'DHL' }),
  '/api/orders/sales/:sellerOrderId/deliver': () => ({}),
  '/api/orders/sales/:sellerOrderId/cancel': () => ({ reason: 'no' }),
  '/api/orders/sales/:sellerOrderId/returns/:returnId/approve': () => ({}),
  '/api/orders/sales/:sellerOrderId/returns/:returnId/decline': () => ({ note: 'no' }),
  '/api/orders/sales/:sellerOrderId/returns/:returnId/receive': () => ({ restock: true }),
  '/api/orders/sales/:sellerOrderId/disputes/:disputeId/notes': () => ({ text: 'no' }),
  '/api/orders/admin/disputes/:disputeId/resolve': () => ({ outcome: 'refunded', amount: 1, note: 'no' }),
  '/api/orders/admin/commission-rules/:commissionRuleId': () => ({ basisPoints: 1 }),
};

beforeAll(async () => {
  market = await openMarket();
  others = { buyer: await market.user('buyer'), seller: await market.user('seller') };
  sale = await market.sale();
  // Two lamps have arrived and one is asked back; the chairs are still to be sent; a dispute is open.
  await market.fulfil(sale, 'deliver', [{ lineId: sale.lamp, quantity: 2 }]);
  const { sellerOrderId, orderId } = sale;
  const pieces = [{ lineId: sale.lamp, quantity: 1 }];
  await market
    .post(market.buyer, `/api/orders/${orderId}/returns`, { sellerOrderId, pieces, reason: 'no' })
    .expect(200);
  await market.post(market.buyer, `/api/orders/${orderId}/disputes`, { sellerOrderId, reason: 'no' }).expect(200);
  const { returns, disputes } = await sale.part();
  ids = {
    orderId,
    sellerOrderId,
    returnId: returns[0]?.returnId ?? '',
    disputeId: disputes[0]?.disputeId ?? '',
    commissionRuleId: strayId('crl'),
  };
});
afterAll(() => market?.stop());

const ask = (method: (typeof known)[number][1], path: string, who?: TestUser) => {
  const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => ids[name] ?? '');
  const request = market.http[method](filled).set({ 'idempotency-key': freshKey(), 'if-match': '*' });
  const signed = who ? request.set('authorization', who.authorization) : request;
  const body = bodies[path]?.();
  return body && method !== 'get' ? signed.send(body) : signed;
};

describe.each(known)('%s', (_, method, path) => {
  test('answers neither a stranger nor another buyer or shop, and changes nothing for them', async () => {
    const before = await market.stored(sale.orderId);
    expect((await ask(method, path)).status).toBe(401);
    for (const other of [others.buyer, others.seller]) {
      const { status } = await ask(method, path, other);
      expect({ role: other.role, refused: [403, 404].includes(status), status }).toMatchObject({ refused: true });
    }
    expect(await market.stored(sale.orderId)).toEqual(before);
  });

  test('is not refused for its body: the test above would see a change', async () => {
    const route = routes.find((one) => one.method === method && one.path === path);
    if (route?.body) expect(bodies[path]).toBeDefined();
    const parsed = route?.body?.safeParse(bodies[path]?.());
    expect(parsed?.success ?? true).toBe(true);
  });
});

test('the lists have only what is one’s own', async () => {
  const { body: bought } = await market.get(others.buyer, '/api/orders').expect(200);
  const { body: sold } = await market.get(others.seller, '/api/orders/sales').expect(200);
  expect([bought.items, sold.items]).toEqual([[], []]);
  for (const path of ['/api/orders/admin/disputes', '/api/orders/admin/commission-rules']) {
    await market.get(others.buyer, path).expect(403);
    await market.get(market.seller, path).expect(403);
  }
  await market.post(market.seller, '/api/orders/admin/commission-rules', { basisPoints: 0 }).expect(403);
});
