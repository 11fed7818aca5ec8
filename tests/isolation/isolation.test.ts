import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadServices } from '../../deploy/gen.ts';
import { type Answer, type Person, startWorld, type World } from '../journeys/world.ts';
import { acquire, type Belongings } from './belongings.ts';
import { footprint } from './footprint.ts';
import { sampleOf, sampleParameter } from './sample.ts';

/** Every public route of every service, from the services' own tables: a new route is in these tests by itself. */
const routes = (await loadServices()).flatMap(({ routes: all }) => all).filter(({ role }) => role !== 'service');
type Route = (typeof routes)[number];
const nameOf = ({ method, path }: Route) => `${method.toUpperCase()} ${path}`;

/** What everybody may read about what is for sale, by its id. */
const open = new Set([
  'GET /api/products/:productId',
  'GET /api/products/:productId/reviews',
  // Whoever can read a review may say that an admin should look at it.
  'POST /api/products/:productId/reviews/:reviewId/reports',
  'GET /media/uploads/:productId/:file',
  'POST /api/payments/webhooks/:provider',
  // Whoever has the link that was in the mail.
  'GET /api/notifications/unsubscribe/:token',
  'POST /api/notifications/unsubscribe/:token',
]);
/** Names of kinds, which are nobody's. */
const kinds: Record<string, string> = { table: 'days', provider: 'sandbox', code: 'WELCOME10', currency: 'USD' };
/** What is sent where the schema asks for more than its JSON Schema says. */
const variant = { options: [], price: 1, stock: 1 };
const bodies: Record<string, unknown> = {
  'PATCH /api/notifications/webhooks/:webhookId': { url: 'https://example.com/other' },
  'POST /api/auth/password': { currentPassword: 'not this one', newPassword: 'a long enough password' },
  'PUT /api/auth/shop/payout-account': { kind: 'iban', holder: 'Oak', iban: 'DE89370400440532013000' },
  'POST /api/products': { title: 'x', status: 'draft', options: [], variants: [variant] },
  'PUT /api/products/:productId/variants/:variantId/prices': { prices: [{ currency: 'USD', price: 1 }] },
  'PUT /api/products/:productId/variants': { options: [], variants: [variant] },
};
const queries: Record<string, Record<string, string>> = {
  'POST /api/auth/shop/documents': { kind: 'identity', name: 'x' },
};

let world: World;
let belongings: Belongings;
let before: Map<string, string>;

beforeAll(async () => {
  world = await startWorld();
  belongings = await acquire(world);
  before = await atRest();
}, 240_000);
afterAll(() => world?.stop(), 60_000);

/** What is stored about the owners' things once nothing is on its way any more: dashboards beat once a second. */
async function atRest(): Promise<Map<string, string>> {
  let [last, since] = [await mark(), performance.now()];
  return await eventually(async () => {
    const now = await mark();
    if (JSON.stringify([...now]) !== JSON.stringify([...last])) [last, since] = [now, performance.now()];
    return performance.now() - since > 3_000 && last;
  }, 60_000);
}
const mark = () =>
  footprint(world, [...Object.values(belongings.ids), ...belongings.owners.map(({ userId }) => userId)]);

const parametersOf = ({ path }: Route) => [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
const naming = routes.filter((one) => parametersOf(one).some((name) => !(name in kinds)) && !open.has(nameOf(one)));
const own = routes.filter((one) => !naming.includes(one) && one.role !== 'public' && !open.has(nameOf(one)));

/** A path to somebody's things; what only an admin may name needs only the right form. */
function filled(one: Route): string {
  return one.path.replaceAll(/:(\w+)/g, (_, name: string) => {
    const id = belongings.ids[name] ?? kinds[name];
    if (id !== undefined) return id;
    if (one.role !== 'admin') throw new Error(`Let acquire() make something for :${name}, which ${nameOf(one)} names.`);
    return sampleParameter(one.params, name);
  });
}

/** What the route takes: it must be the person that is refused, and not the request. */
function bodyOf(one: Route): unknown {
  if (one.method === 'get' || one.role === 'admin') return undefined; // an admin's route refuses others unread
  try {
    return bodies[nameOf(one)] ?? (one.body && sampleOf(one.body));
  } catch (error) {
    throw new Error(`Give this test a body that ${nameOf(one)} takes: ${error}`);
  }
}

/** The query without which a route answers nobody. */
function queryOf(one: Route): string {
  const { query } = one;
  if (!query || query.safeParse({}).success) return '';
  return `?${new URLSearchParams(queries[nameOf(one)] ?? (sampleOf(query) as Record<string, string>))}`;
}

async function ask(one: Route, who?: Person): Promise<Answer> {
  const headers = { 'idempotency-key': crypto.randomUUID(), 'if-match': '*' };
  const method = one.method.toUpperCase();
  const [path, body] = [filled(one) + queryOf(one), bodyOf(one)];
  return who ? await who.send(method, path, body, headers) : await world.call(method, path, body, headers);
}

describe("what is somebody's is nobody else's:", () => {
  test.each(naming.map((one) => [nameOf(one), one] as const))('%s', async (_name, one) => {
    const { role } = one;
    const answers = {
      nobody: (await ask(one)).status,
      buyer: (await ask(one, await world.person('buyer'))).status,
      seller: (await ask(one, await world.person('seller'))).status,
    };
    const may = (who: string) => role === 'optional' || role === 'user' || role === who || role.includes(who as never);
    expect(answers).toEqual({
      nobody: role === 'optional' ? 404 : 401,
      buyer: may('buyer') ? 404 : 403,
      seller: may('seller') ? 404 : 403,
    });
  });

  test.each(own.map((one) => [nameOf(one), one] as const))('%s shows and changes one’s own', async (_name, one) => {
    const { role } = one;
    if (role !== 'optional') expect((await ask(one)).status).toBe(401);
    for (const kind of ['buyer', 'seller'] as const) {
      const { status, body } = await ask(one, await world.person(kind));
      if (role !== 'optional' && role !== 'user' && role !== kind && !role.includes(kind as never))
        expect({ kind, status }).toEqual({ kind, status: 403 });
      expect(status).toBeLessThan(500);
      const said = JSON.stringify(body ?? '');
      expect(belongings.owners.filter(({ userId }) => said.includes(userId))).toEqual([]);
    }
  });

  test('and nothing of it has changed', async () => {
    expect(Object.fromEntries(await atRest())).toEqual(Object.fromEntries(before));
  });
});
