import { type Harness, startForTest, type TestUser } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { service } from '../src/service.ts';
import { env } from './samples.ts';

let kit: Harness<Context>;
let people: Record<string, TestUser>;
let promotionId: string;

/** Every route that is not for everybody: a new one is in these tests by itself. */
const guarded = service.routes
  .filter(({ role }) => !['public', 'optional', 'user', 'service'].includes(String(role)))
  .map((one) => [`${one.method.toUpperCase()} ${one.path}`, one] as const);

/** What is sent to the routes that read a body; with it each would do something for whoever may. */
const bodies: Record<string, object> = {
  'POST /api/cart/promotions': { title: 'Mine', benefit: { kind: 'percentage', basisPoints: 10_000 } },
  'PATCH /api/cart/promotions/:promotionId': { title: 'Mine' },
  'PUT /api/cart/shipping/options': { options: [] },
  'PUT /api/cart/tax-rates/:country': { standardBasisPoints: 0, reducedBasisPoints: 0, included: true },
};

beforeAll(async () => {
  kit = await startForTest(service, { env });
  const [buyer, seller, other] = await Promise.all([kit.user('buyer'), kit.user('seller'), kit.user('seller')]);
  people = { buyer, seller, other };
  const made = await ask('post', '/api/cart/promotions', seller, bodies['POST /api/cart/promotions']).expect(201);
  promotionId = made.body.promotionId;
});
afterAll(() => kit?.stop());

let keys = 0;
function ask(method: 'get' | 'post' | 'put' | 'patch' | 'delete', path: string, who?: TestUser, body?: object) {
  const filled = path.replace(':promotionId', promotionId).replace(':country', 'DE');
  const request = kit.http[method](filled).set({ 'idempotency-key': `key-${++keys}`, 'if-match': '*' });
  const signed = who ? request.set('authorization', who.authorization) : request;
  return body && method !== 'get' ? signed.send(body) : signed;
}
/** All that these routes could change. */
async function stored() {
  const { promotions, shippings, taxOverrides } = kit.running.context;
  const models = [promotions.aggregates.model, shippings.aggregates.model, taxOverrides.aggregates.model];
  return await Promise.all(models.map((model) => model.collection.find().sort({ _id: 1 }).toArray()));
}

describe.each(guarded)('%s', (name, { method, path, role, body }) => {
  test('lets nobody in without a token or with another role, and changes nothing for them', async () => {
    const before = await stored();
    expect((await ask(method, path, undefined, bodies[name])).status).toBe(401);
    expect((await ask(method, path, people.buyer, bodies[name])).status).toBe(403);
    if (role === 'admin') expect((await ask(method, path, people.seller, bodies[name])).status).toBe(403);
    if (path.includes(':promotionId')) expect((await ask(method, path, people.other, bodies[name])).status).toBe(404);
    expect(await stored()).toEqual(before);
  });

  test('is not refused for its body: the test above would see a change', () => {
    if (body) expect(bodies[name]).toBeDefined();
    expect(body?.safeParse(bodies[name]).success ?? true).toBe(true);
  });
});

test('a coupon, a destination and a choice are in one’s own cart alone', async () => {
  const path = '/api/cart/destination';
  await ask('put', path, people.buyer, { country: 'FR' }).set('if-match', '"0"').expect(200);
  const { body } = await ask('get', '/api/cart', people.other).expect(200);
  expect(body).toMatchObject({ version: 0, lines: [] });
});
