import { services } from '@credenza/contracts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadServices } from '../../deploy/gen.ts';
import { sampleParameter } from '../isolation/sample.ts';
import { type Person, startWorld, type World } from './world.ts';

/** Every route of every service, from the services' own tables: a new route is in these tests by itself. */
const routes = (await loadServices()).flatMap(({ routes: all }) => all);
const guarded = routes.filter(({ role }) => role !== 'public' && role !== 'optional' && role !== 'service');
const filled = ({ path, params }: (typeof routes)[number]) =>
  path.replaceAll(/:(\w+)/g, (_, name: string) => sampleParameter(params, name));

let world: World;
let people: Record<'buyer' | 'seller' | 'admin', Person>;

beforeAll(async () => {
  world = await startWorld();
  people = { buyer: await world.person('buyer'), seller: await world.person('seller'), admin: await world.admin() };
}, 240_000);
afterAll(() => world?.stop(), 60_000);

describe('who may call what', () => {
  test('no guarded route answers a stranger', async () => {
    for (const one of guarded) {
      const { method, path } = one;
      const { status } = await world.call(method.toUpperCase(), filled(one));
      expect({ method, path, status }).toEqual({ method, path, status: 401 });
    }
  });

  test('no route answers a role that its table does not list', async () => {
    for (const one of guarded) {
      const { method, path, role } = one;
      if (role === 'user') continue;
      const listed: readonly string[] = typeof role === 'string' ? [role] : role;
      for (const other of (['buyer', 'seller', 'admin'] as const).filter((kind) => !listed.includes(kind))) {
        const { status } = await people[other].send(method.toUpperCase(), filled(one));
        expect({ method, path, other, status }).toEqual({ method, path, other, status: 403 });
      }
    }
  });

  test.each([
    '/internal/reservations',
    '/internal/offers',
    '/internal/carts/read',
    '/internal/events',
    '/events/order.created',
    '/jobs/expire-orders',
    '/dapr/subscribe',
  ])('%s answers nobody from outside, neither through the ingress nor at the service', async (path) => {
    expect([401, 404, 405]).toContain((await people.admin.send('POST', path, {})).status);
    for (const { port } of Object.values(services)) {
      if (port === services.storefront.port) continue;
      const shift = port - services.storefront.port;
      const answer = await fetch(`http://127.0.0.1:${world.market.ports.base + shift}${path}`, {
        method: 'POST',
        body: '{}',
      });
      expect([401, 404, 405]).toContain(answer.status);
    }
  });

  test('what belongs to somebody else does not exist', async () => {
    const { variantId, productId } = await world.offer(people.seller, 10);
    const order = await world.buy(people.buyer, variantId);
    await world.settled(people.buyer, order.body.orderId);
    const [otherBuyer, otherSeller] = [await world.person('buyer'), await world.person('seller')];
    const payment = `pay_${String(order.body.orderId).slice(4)}`;
    const mine = (await people.buyer.get('/api/notifications')).body.items[0].notificationId;
    const session =
      (await people.buyer.get('/api/auth/sessions')).body.items?.[0]?.sessionId ?? 'ses_01j9zq6v8xe3tbd5wqmg8d2r4c';
    for (const [who, method, path, body] of [
      [otherBuyer, 'GET', `/api/orders/${order.body.orderId}`],
      [otherBuyer, 'POST', `/api/orders/${order.body.orderId}/cancel`],
      [otherBuyer, 'GET', `/api/payments/${payment}`],
      [otherBuyer, 'DELETE', `/api/auth/sessions/${session}`],
      [otherBuyer, 'POST', `/api/notifications/${mine}/read`],
      [otherSeller, 'PATCH', `/api/products/${productId}`, { title: 'Mine now' }],
      [otherSeller, 'DELETE', `/api/products/${productId}`],
    ] as const) {
      const { status } = await who.send(method, path, body);
      expect({ path, method, status }).toEqual({ path, method, status: 404 });
    }
    expect((await world.call('GET', `/api/products/${productId}`)).body.title).not.toBe('Mine now');
    expect((await people.buyer.get(`/api/orders/${order.body.orderId}`)).body.status).toBe('paid');
  });
});

describe('bad input changes nothing and is never our fault', () => {
  const post = (path: string, body: string, type = 'application/json') =>
    fetch(`${world.url}${path}`, {
      method: 'POST',
      body,
      headers: { 'content-type': type, authorization: `Bearer ${people.buyer.token}` },
    });

  test.each([
    ['malformed JSON', '{"variantId":', 400],
    ['an array', '[]', 400],
    ['null', 'null', 400],
    ['wrong types', '{"variantId":5,"quantity":"many"}', 400],
    ['unknown fields', '{"variantId":"var_01j9zq6v8xe3tbd5wqmg8d2r4c","quantity":1,"price":1}', 400],
    ['a NoSQL operator', '{"variantId":{"$ne":null},"quantity":1}', 400],
    ['a prototype', '{"__proto__":{"admin":true},"variantId":"x","quantity":1}', 400],
    ['a fraction', '{"variantId":"var_01j9zq6v8xe3tbd5wqmg8d2r4c","quantity":1.5}', 400],
    ['an infinity', '{"variantId":"var_01j9zq6v8xe3tbd5wqmg8d2r4c","quantity":1e999}', 400],
    ['a huge body', JSON.stringify({ variantId: 'x'.repeat(200_000), quantity: 1 }), 413],
  ])('%s', async (_what, body, status) => {
    const answer = await post('/api/cart/lines', body);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const before = (await people.buyer.get('/api/cart')).body.version;
    await post('/api/cart/lines', body);
    expect((await people.buyer.get('/api/cart')).body.version).toBe(before);
  });

  test('operators in queries are refused, not run', async () => {
    for (const query of ['q[$ne]=x', 'sellerId[$gt]=', 'limit[$gt]=1', 'cursor=%00', 'limit=1e9', 'priceMin=NaN']) {
      expect({ query, status: (await world.call('GET', `/api/products?${query}`)).status }).toEqual({
        query,
        status: 400,
      });
    }
  });

  test('a login with an operator is no login', async () => {
    const { status } = await world.call('POST', '/api/auth/login', { email: { $ne: '' }, password: { $ne: '' } });
    expect(status).toBe(400);
  });
});
