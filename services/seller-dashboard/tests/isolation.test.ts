import { type Harness, startForTest, type TestUser } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { service } from '../src/service.ts';
import { TableName } from '../src/tables.ts';
import { diceOf, Simulation } from './simulate.ts';
import { bringBadly } from './support.ts';

let kit: Harness<Context>;
let simulation: Simulation;
let people: Record<'owner' | 'staff' | 'other' | 'stranger' | 'buyer' | 'admin', TestUser>;

/** Every route of the table of contents: a new one is in these tests by itself. */
const routes = service.routes.flatMap(({ method, path, role }) =>
  path.includes(':table')
    ? TableName.options.map((table) => ({ method, path: path.replace(':table', table), role }))
    : [{ method, path, role }],
);
const forSellers = routes.filter(({ role }) => role === 'seller');
/** Wide enough for everything that the simulation does. */
const range = '?from=2026-03-20&to=2026-04-20';

beforeAll(async () => {
  kit = await startForTest(service, { now: () => new Date('2026-04-10T12:00:00Z') });
  simulation = new Simulation(diceOf(11), new Date('2026-03-26T09:00:00Z'));
  simulation.run(250);
  await bringBadly(kit, simulation.events, diceOf(12));
  const [mine, others] = simulation.shops;
  const seller = (sub: string | undefined, claims = {}) => kit.user('seller', { sub, ...claims });
  const ofMine = { seller: mine?.sellerId, member: 'staff' };
  people = {
    owner: await seller(mine?.sellerId),
    staff: await kit.user('seller', ofMine),
    other: await seller(others?.sellerId),
    stranger: await kit.user('seller'),
    buyer: await kit.user('buyer'),
    admin: await kit.user('admin'),
  };
});
afterAll(() => kit?.stop());

async function ask(path: string, who?: TestUser, method = 'get') {
  const request = method === 'post' ? kit.http.post(path) : kit.http.get(path);
  if (who) request.set('authorization', who.authorization);
  const { status, text } = await request;
  return { status, text };
}

/** What belongs to one shop alone; orders are shared by the shops in them. */
function marksOf(index: number): string[] {
  const shop = simulation.shops[index];
  return [
    ...(shop?.wares.flatMap(({ productId, variantId, title }) => [productId, variantId, title]) ?? []),
    ...simulation.events.flatMap(({ type, data }) => {
      const { sellerId, payoutId } = data as { sellerId?: string; payoutId?: string };
      return type.startsWith('payout.') && payoutId && sellerId === shop?.sellerId ? [payoutId] : [];
    }),
  ];
}

test('the service has routes for sellers and for admins, and no others', () => {
  expect(new Set(routes.map(({ role }) => role))).toEqual(new Set(['seller', 'admin']));
});

describe.each(forSellers)('$method $path', ({ path }) => {
  const address = ['/orders', '/stock', '/balance', '/payouts'].some((end) => path === `/api/seller${end}`)
    ? path
    : `${path}${range}`;

  test('answers nobody without a token, no buyer and no admin', async () => {
    expect((await ask(address)).status).toBe(401);
    expect((await ask(address, people.buyer)).status).toBe(403);
    expect((await ask(address, people.admin)).status).toBe(403);
  });

  test('shows each shop its own and nothing of another one', async () => {
    const [mine, theirs] = [await ask(address, people.owner), await ask(address, people.other)];
    expect([mine.status, theirs.status]).toEqual([200, 200]);
    for (const mark of marksOf(1)) expect({ mark, shown: mine.text.includes(mark) }).toEqual({ mark, shown: false });
    for (const mark of marksOf(0)) expect({ mark, shown: theirs.text.includes(mark) }).toEqual({ mark, shown: false });
    expect(mine.text).not.toBe(theirs.text);
  });

  test('shows a shop that has nothing nothing', async () => {
    const { status, text } = await ask(address, people.stranger);
    expect(status).toBe(200);
    for (const mark of [...marksOf(0), ...marksOf(1)]) expect(text.includes(mark)).toBe(false);
    expect(text).not.toMatch(/ord_|pyo_|"sales":[1-9]/);
  });

  test('shows staff what the owner sees', async () => {
    expect(await ask(address, people.staff)).toEqual(await ask(address, people.owner));
  });

  test('takes no word from the caller on whose shop it is', async () => {
    const sep = address.includes('?') ? '&' : '?';
    for (const name of ['sellerId', 'seller', 'shop']) {
      expect((await ask(`${address}${sep}${name}=${simulation.shops[0]?.sellerId}`, people.other)).status).toBe(400);
    }
  });
});

describe.each(routes.filter(({ role }) => role === 'admin'))('$method $path', ({ method, path }) => {
  test('answers admins alone', async () => {
    expect((await ask(path, undefined, method)).status).toBe(401);
    for (const who of ['owner', 'staff', 'buyer'] as const)
      expect({ who, status: (await ask(path, people[who], method)).status }).toEqual({ who, status: 403 });
    expect(await kit.running.context.model.generations.rebuild()).toBeUndefined();
  });
});
