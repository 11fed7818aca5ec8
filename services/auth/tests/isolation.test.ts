import { UserId } from '@credenza/contracts';
import type { Harness } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { service } from '../src/service.ts';
import { as, freshEmail, newcomer, type Person, startAuthWithAdmin } from './harness.ts';
import { ask, shopWithStaff } from './shop-people.ts';
import { iban } from './shop-samples.ts';

let kit: Harness<Context>;
let admin: Person;
/** Whose shop it is. */
let owner: Person;
let staff: Person;
let strangers: Record<'other owner' | 'other staff' | 'buyer', Person>;
let ids: Record<string, string>;

beforeAll(async () => {
  ({ kit, admin } = await startAuthWithAdmin());
  ({ owner, staff } = await shopWithStaff(kit));
  const others = await shopWithStaff(kit);
  strangers = { 'other owner': others.owner, 'other staff': others.staff, buyer: await newcomer(kit) };
  const { body } = await kit.http
    .post('/api/auth/shop/documents?kind=identity&name=x')
    .set('authorization', owner.authorization)
    .set('content-type', 'image/png')
    .send(Buffer.from('89504e470d0a1a0a00', 'hex'));
  ids = {
    sellerId: owner.userId,
    userId: staff.userId,
    documentId: body.documentId,
    invitationId: (await ask(kit, owner, freshEmail())).invitationId,
  };
});
afterAll(() => kit?.stop());

/** Every route about shops, from the service's own table: a new one is in these tests by itself. */
const routes = service.routes.filter(({ path }) => path.startsWith('/api/auth/shop'));
const naming = routes.filter(({ path }) => path.includes('/:'));
/** A body that each of them would take. */
const bodies: Record<string, object> = {
  'patch /api/auth/shop': { name: 'Mine now' },
  'put /api/auth/shop/payout-account': iban,
  'post /api/auth/shop/terms': { version: '1' },
  'post /api/auth/shop/invitations': { email: 'eve@example.com', role: 'owner' },
  'post /api/auth/shop/invitations/accept': { token: 'x'.repeat(43) },
  'patch /api/auth/shop/members/:userId': { role: 'owner' },
  'put /api/auth/shops/checklist': { rows: [] },
  'post /api/auth/shops/:sellerId/suspend': { reason: 'x' },
  'post /api/auth/shops/:sellerId/close': { reason: 'x' },
};

type Route = (typeof routes)[number];

async function call(who: Person | undefined, { method, path }: Route) {
  const url = path.replaceAll(/:(\w+)/g, (_, name: string) => ids[name] ?? `no id for ${name}`);
  const request = kit.http[method](path.endsWith('/documents') ? `${url}?kind=identity&name=x` : url).set(
    'if-match',
    '*',
  );
  if (who) request.set('authorization', who.authorization);
  if (method === 'get') return await request;
  if (path.endsWith('/documents')) return await request.set('content-type', 'application/pdf').send('%PDF-1.7');
  return await request.send(bodies[`${method} ${path}`]);
}

async function everything(): Promise<string> {
  const { shops, users, sessions, checklists } = kit.running.context;
  return JSON.stringify([
    await shops.get(owner.userId),
    await users.get(owner.userId),
    await checklists.read(),
    (await sessions.list(UserId.parse(owner.userId), { passwordSerial: 1, now: new Date(), limit: 100 })).length,
    (await sessions.list(UserId.parse(staff.userId), { passwordSerial: 1, now: new Date(), limit: 100 })).length,
  ]);
}

test('every route about shops asks who calls', () => {
  expect(routes.length).toBeGreaterThan(20);
  for (const { path, role } of routes) {
    const admins = path.startsWith('/api/auth/shops');
    expect([path, role]).toEqual([path, admins ? 'admin' : path.endsWith('/accept') ? 'buyer' : 'seller']);
  }
});

describe('nobody from outside reads or changes a shop', () => {
  test.each(routes.map((one) => [`${one.method} ${one.path}`, one] as const))('%s: no token', async (_name, one) => {
    const before = await everything();
    expect((await call(undefined, one)).status).toBe(401);
    expect(await everything()).toBe(before);
  });

  const roles = ['other owner', 'other staff', 'buyer'] as const;
  test.each(naming.flatMap((one) => roles.map((role) => [`${one.method} ${one.path}`, role, one] as const)))(
    '%s: %s',
    async (_name, role, one) => {
      const before = await everything();
      const { status, text } = await call(strangers[role], one);
      expect([403, 404]).toContain(status);
      expect(text).not.toContain(owner.email);
      expect(await everything()).toBe(before);
    },
  );

  test('what another shop does to its own is nothing to this one', async () => {
    const own = routes.filter((one) => !naming.includes(one) && one.role === 'seller' && !one.path.endsWith('/close'));
    const before = await everything();
    for (const one of own) {
      const { status, text } = await call(strangers['other owner'], one);
      expect({ one: `${one.method} ${one.path}`, ok: status < 500 }).toMatchObject({ ok: true });
      expect(text).not.toContain(owner.userId);
      expect(text).not.toContain(owner.email);
    }
    expect(await everything()).toBe(before);
  });
});

describe('what is for owners', () => {
  const forOwners = routes.filter(
    ({ method, path, role }) =>
      role === 'seller' &&
      ![
        'get /api/auth/shop',
        'patch /api/auth/shop',
        'get /api/auth/shop/members',
        'get /api/auth/shop/checklist',
      ].includes(`${method} ${path}`),
  );

  test.each(forOwners.map((one) => [`${one.method} ${one.path}`, one] as const))(
    '%s: not for staff',
    async (_n, one) => {
      const before = await everything();
      const self = ids.userId;
      if (one.method === 'delete' && one.path.endsWith('/members/:userId')) ids.userId = owner.userId; // staff may go themselves
      const { status } = await call(staff, one);
      ids.userId = self ?? '';
      expect(status).toBe(403);
      expect(await everything()).toBe(before);
    },
  );

  test('an admin reads a shop but does not act for it', async () => {
    await as(kit, admin).get(`/api/auth/shops/${owner.userId}`).expect(200);
    for (const one of routes.filter(({ role }) => role === 'seller')) expect((await call(admin, one)).status).toBe(403);
  });
});
