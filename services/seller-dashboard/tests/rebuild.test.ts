import { type Envelope, eventCatalogue, type ServiceName, type UserId } from '@credenza/contracts';
import { databaseName, type Running, startService } from '@credenza/service-kit';
import { eventually, freePort, type Harness, startForTest } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Connection, createConnection } from 'mongoose';
import supertest from 'supertest';
import type { Context } from '../src/context.ts';
import { kindNames } from '../src/kinds.ts';
import { service } from '../src/service.ts';
import { TableName } from '../src/tables.ts';
import { Naive } from './naive.ts';
import { shuffled } from './shuffle.ts';
import { diceOf, Simulation } from './simulate.ts';
import { asking, bringBadly, send, take } from './support.ts';

const owners: ServiceName[] = ['auth', 'product', 'order', 'payment'];
/** Journals forget after 30 days by the real clock. */
const now = new Date();
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
const dayOf = (at: Date) => at.toISOString().slice(0, 10);
const span = { from: dayOf(daysAgo(25)), to: dayOf(now), tz: 'UTC' };
const range = `from=${span.from}&to=${span.to}&tz=${span.tz}`;
const adminLogin = { email: 'admin@credenza.test', password: 'an admin of the tests' };

let kit: Harness<Context>;
/** Another replica, which sellers ask: it learns of a rebuild from the database alone. */
let replica: Running<Context>;
let admin: string;
const databases = new Map<string, Connection>();

beforeAll(async () => {
  kit = await startForTest(service, {
    companions: owners,
    now: () => now,
    env: {
      AUTH_KEY_SECRET: 'a secret that only these tests know',
      ADMIN_EMAIL: adminLogin.email,
      ADMIN_PASSWORD: adminLogin.password,
      ARGON2_MEMORY_KIB: '1024',
      ARGON2_PASSES: '1',
    },
  });
  const env = { ...kit.env, PORT: '0', DAPR_HTTP_PORT: String(await freePort()) };
  replica = await startService(service, { env, keys: kit.keys, now: () => now });
  for (const owner of owners) {
    const dbName = databaseName(kit.env.DB_PREFIX ?? '', owner);
    databases.set(
      owner,
      await createConnection(kit.env.MONGO_URL ?? '', { dbName, ignoreUndefined: true }).asPromise(),
    );
  }
  const login = await supertest(kit.companions.auth ?? '')
    .post('/api/auth/login')
    .send(adminLogin)
    .expect(200);
  admin = `Bearer ${login.body.accessToken}`;
}, 120_000);
afterAll(async () => {
  for (const one of databases.values()) await one.close();
  await replica?.stop();
  await kit?.stop();
}, 60_000);

function fail(): never {
  throw new Error('the simulation has done nothing of that kind');
}

const ownerOf = (event: Envelope) => eventCatalogue().find(({ type }) => type === event.type)?.owner ?? 'order';

/** Puts events into the journals of their owners, published in any order. */
async function journal(events: Envelope[]): Promise<void> {
  for (const [owner, own] of Map.groupBy(shuffled(events, diceOf(5)), ownerOf)) {
    const entries = own.map((event) => ({
      _id: event.id as never,
      type: event.type,
      subject: event.subject,
      version: event.aggregateversion,
      envelope: event,
      publishedAt: new Date(event.time),
    }));
    await databases.get(owner)?.collection('events').insertMany(entries);
  }
}

/** A marketplace whose events are in the journals and have come to the dashboard badly. */
async function history(seed: number, steps = 120) {
  const simulation = new Simulation(diceOf(seed), daysAgo(24));
  simulation.run(steps);
  await journal(simulation.events);
  await bringBadly(kit, simulation.events, diceOf(seed + 1));
  return simulation;
}

/**
 * Leaves an event as a publisher does that dies after it has told the broker: the rebuild waits for it.
 *
 * @returns lets another publisher take over, which brings the event into the journal
 */
async function leftBehind(event: Envelope): Promise<() => Promise<void>> {
  const orders = databases.get('order')?.collection('orders');
  const document = { _id: `ord_${event.id}` as never, version: 1, idempotencyKey: event.id, buyerId: 'b' };
  await orders?.insertOne({ ...document, outbox: [event], outboxLease: new Date(Date.now() + 3_600_000) });
  return async () => {
    await orders?.updateOne({ _id: document._id }, { $set: { outboxLease: new Date(0) } });
  };
}

const start = () => kit.http.post('/api/seller/admin/rebuild').set('authorization', admin);
const state = async () => (await kit.http.get('/api/seller/admin/rebuild').set('authorization', admin)).body;
const ended = async () =>
  await eventually(async () => {
    const found = await state();
    return found.status !== 'running' && found;
  }, 60_000);
async function rebuild() {
  await start().expect(202);
  const found = await ended();
  expect({ status: found.status, error: found.error }).toEqual({ status: 'done', error: undefined });
  return found;
}

/** Everything that the service answers to the members of some shops. */
async function allAnswers(shops: { sellerId: UserId }[]) {
  const answers: Record<string, unknown> = {};
  for (const { sellerId } of shops) {
    const { authorization } = await kit.user('seller', { sub: sellerId });
    const get = asking({ http: supertest(replica.url) }, authorization);
    for (const path of ['/overview?', '/days?', '/countries?', '/products?limit=100&'])
      answers[`${sellerId}${path}`] = await get(`${path}${range}`);
    for (const path of ['/orders?limit=100', '/stock?limit=100', '/balance', '/payouts?limit=100'])
      answers[`${sellerId}${path}`] = await get(path);
    for (const table of TableName.options) {
      const file = await supertest(replica.url)
        .get(`/api/seller/export/${table}?${range}`)
        .set('authorization', authorization)
        .expect(200);
      answers[`${sellerId}${table}.csv`] = file.text;
    }
  }
  return answers;
}

describe('a rebuild from the journals', () => {
  test('gives the same figures, whatever order the events came in at first', async () => {
    const { shops, events } = await history(1);
    const before = await allAnswers(shops);
    const { generation, events: taken } = await rebuild();
    expect(taken).toBeGreaterThanOrEqual(events.length);
    expect(await kit.running.context.model.generations.live()).toEqual({ current: generation });
    expect(await allAnswers(shops)).toEqual(before);
    await rebuild();
    expect(await allAnswers(shops)).toEqual(before);
  }, 120_000);

  test('mends figures that are wrong: lost, changed and made-up ones', async () => {
    const { shops, events } = await history(20);
    const right = await allAnswers(shops);
    const { model } = kit.running.context;
    const { current } = await model.generations.live();
    const sales = model.shelves.sales.in(current);
    const [lost, changed] = await sales
      .find({ sellerId: shops[0]?.sellerId ?? '' })
      .limit(2)
      .toArray();
    await sales.deleteOne({ _id: lost?._id ?? '' });
    await sales.updateOne({ _id: changed?._id ?? '' }, { $inc: { 'row.sales': 1_000_000 } });
    const made = { ...changed, _id: `ord_made-up:${shops[1]?.sellerId}`, sellerId: shops[1]?.sellerId };
    await sales.insertOne(made as never);
    await model.shelves.views.in(current).deleteMany({});
    expect(await allAnswers(shops)).not.toEqual(right);
    await rebuild();
    expect(await allAnswers(shops)).toEqual(right);
    const naive = new Naive(events, shops[0]?.sellerId ?? '');
    const { authorization } = await kit.user('seller', { sub: shops[0]?.sellerId });
    const overview = await asking({ http: supertest(replica.url) }, authorization)(`/overview?${range}`);
    expect(overview.now).toEqual(naive.figures(span));
  }, 120_000);

  test('shows nobody half of it, and loses nothing that happens meanwhile', async () => {
    const { shops, events } = await history(30, 150);
    const [shop] = shops;
    const meanwhile = new Simulation(diceOf(31), daysAgo(20));
    meanwhile.run(40);
    const { authorization } = await kit.user('seller', { sub: shop?.sellerId });
    const get = asking({ http: supertest(replica.url) }, authorization);
    const expected = (await get(`/overview?${range}`)).now;
    expect(expected).toEqual(new Naive(events, shop?.sellerId ?? '').figures(span));
    const goOn = await leftBehind(meanwhile.events.find(({ type }) => type === 'order.paid') ?? fail());
    await start().expect(202);
    // These events are in no journal: only those who take them in now can bring them into the new figures.
    for (const event of meanwhile.events) {
      await take(kit.running.context, event);
      expect((await get(`/overview?${range}`)).now).toEqual(expected);
    }
    expect((await state()).status).toBe('running');
    await goOn();
    while ((await state()).status === 'running') expect((await get(`/overview?${range}`)).now).toEqual(expected);
    expect((await state()).status).toBe('done');
    expect((await get(`/overview?${range}`)).now).toEqual(expected);
    for (const { sellerId } of meanwhile.shops) {
      const seller = await kit.user('seller', { sub: sellerId });
      const overview = await asking({ http: supertest(replica.url) }, seller.authorization)(`/overview?${range}`);
      expect(overview.now).toEqual(new Naive(meanwhile.events, sellerId).figures(span));
    }
  }, 120_000);

  test('waits for an event that was handled but has not come into its journal yet', async () => {
    const simulation = new Simulation(diceOf(41), daysAgo(20), { shops: 1 });
    simulation.run(30);
    const late = simulation.events.filter(({ type }) => type === 'order.paid').slice(0, 1);
    const sale = late[0] ?? fail();
    await send(kit, sale);
    const goOn = await leftBehind(sale);
    await start().expect(202);
    await eventually(async () => (await state()).events > 0);
    expect((await state()).status).toBe('running');
    await goOn();
    expect(await ended()).toMatchObject({ status: 'done' });
    const sellerId = simulation.shops[0]?.sellerId ?? '';
    const { authorization } = await kit.user('seller', { sub: sellerId });
    const overview = await asking({ http: supertest(replica.url) }, authorization)(`/overview?${range}`);
    expect(overview.now).toEqual(new Naive(late, sellerId).figures(span));
  }, 120_000);

  test('keeps what is older than the journals reach back', async () => {
    const { shops, events } = await history(50, 200);
    const before = await allAnswers(shops);
    const half = events[Math.floor(events.length / 2)] ?? fail();
    const forgotten = events.filter(({ time }) => time < half.time).map(({ id }) => id as never);
    for (const owner of owners) {
      const kept = databases.get(owner)?.collection('events');
      await kept?.deleteMany({ _id: { $in: forgotten } });
      // The journals of the tests before are from the same days.
      await kept?.deleteMany({ publishedAt: { $lt: new Date(half.time) } });
    }
    const { carried } = await rebuild();
    expect(carried).toBeGreaterThan(0);
    expect(await allAnswers(shops)).toEqual(before);
  }, 120_000);

  test('is made by one at a time, and leaves no more than the generation before behind', async () => {
    const answers = await Promise.all([start(), start(), start()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
    const { generation } = await ended();
    const names = (await kit.running.db.listCollections()).map(({ name }) => name);
    const generations = new Set(
      names.flatMap((name) => {
        const [, kind, number] = /^([a-z]+)_(\d+)$/.exec(name) ?? [];
        return kindNames.some((one) => one === kind) ? [Number(number)] : [];
      }),
    );
    expect([...generations].sort((a, b) => a - b)).toEqual([generation - 1, generation]);
  }, 60_000);
});
