/**
 * `npm run bench:dashboard`: how long a rebuild of sellers' figures from 100,000 journal events takes, that they are the same
 * afterwards, and how fast they are read: of shops as they are, and of one that has sold 100,000 times.
 */
import { cpus } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { type Envelope, eventCatalogue, type ServiceName, type UserId } from '@credenza/contracts';
import type { Connection } from 'mongoose';
import { shuffled } from '../services/seller-dashboard/tests/shuffle.ts';
import { diceOf, Simulation } from '../services/seller-dashboard/tests/simulate.ts';
import { type Person, startWorld } from '../tests/journeys/world.ts';
import { meterOf } from './cpu.ts';
import { load } from './load.ts';

const wanted = Number(process.env.BENCH_EVENTS ?? 100_000);
const seconds = Number(process.env.BENCH_SECONDS ?? 5);
const shops = 5;
const eventsAtOnce = 32;
const dayMs = 86_400_000;
const say = (text: string) => console.log(text);
const number = (value: number, digits = 0) =>
  value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits });

say('Starting a marketplace …');
const world = await startWorld();
try {
  await measure();
} finally {
  await world.stop();
}

async function measure(): Promise<void> {
  const sellers: Person[] = [];
  for (let n = 0; n < shops; n += 1) sellers.push(await world.person('seller'));
  const events = happened(sellers.map(({ userId }) => userId));
  const dice = diceOf(1);
  const late = shuffled([...events, ...events.filter(() => dice(20) === 0)], dice);

  say(
    `${number(late.length)} events come to the dashboard, ${number(late.length - events.length)} of them twice, in any order …`,
  );
  const began = performance.now();
  await bring(late);
  const live = late.length / ((performance.now() - began) / 1_000);
  const before = await answers(sellers);

  say(`${number(events.length)} events lie in the journals; the rebuild begins …`);
  await journal(events);
  const rebuild = await rebuilt();
  const same = JSON.stringify(await answers(sellers)) === JSON.stringify(before);

  say(`\n${cpus().length} × ${cpus()[0]?.model ?? 'processor'}, everything on them; Node ${process.version}\n`);
  say(`taken in live, ${eventsAtOnce} at once: ${number(live)} events a second`);
  say(
    `rebuilt from ${number(rebuild.events)} journal events in ${number(rebuild.ms / 1_000, 1)} s (${number((rebuild.events / rebuild.ms) * 1_000)} a second), ${same ? 'same' : 'OTHER'} figures`,
  );
  if (!same) process.exitCode = 1;

  say('\nOne shop with 100,000 sales in a year …');
  const large = await world.person('seller');
  await sellMuch(large.userId, 100_000);
  say(
    `${'read'.padEnd(38)}${'per second'.padStart(11)}${'p50 ms'.padStart(9)}${'p99 ms'.padStart(9)}${'failed'.padStart(8)}`,
  );
  const [seller] = sellers;
  for (const [whose, who] of [
    ['usual shop', seller],
    ['large shop', large],
  ] as const) {
    if (!who) continue;
    for (const days of [28, 365]) {
      const from = new Date(Date.now() - (days - 1) * dayMs).toISOString().slice(0, 10);
      for (const table of ['overview', 'days', 'countries', 'products']) {
        await read(`${whose}, ${table}, ${days} days`, who, `/api/seller/${table}?from=${from}&tz=Europe/Berlin`);
      }
    }
    await read(`${whose}, stock`, who, '/api/seller/stock');
    await read(`${whose}, orders to send`, who, '/api/seller/orders');
  }
}

async function read(what: string, who: Person, path: string): Promise<void> {
  const headers = { authorization: `Bearer ${who.token}` };
  const { perSecond, p50, p99, failures } = await load(
    `http://127.0.0.1:${world.market.ports.base + 7}`,
    [{ path, headers }],
    {
      connections: 1,
      seconds,
      meter: meterOf(world.market.processes),
    },
  );
  say(
    `${what.padEnd(38)}${number(perSecond).padStart(11)}${number(p50, 1).padStart(9)}${number(p99, 1).padStart(9)}${String(failures).padStart(8)}`,
  );
}

/** What happens to some shops within the days that journals keep. */
function happened(sellers: UserId[]): Envelope[] {
  const events: Envelope[] = [];
  for (let seed = 0; events.length < wanted; seed += 1) {
    const start = new Date(Date.now() - 28 * dayMs + (seed % 25) * dayMs);
    const simulation = new Simulation(diceOf(seed), start, { shops: sellers, paceMs: 60_000 });
    simulation.run(900);
    events.push(...simulation.events);
  }
  return events.slice(0, wanted);
}

async function bring(events: Envelope[]): Promise<void> {
  const left = [...events].reverse();
  const url = `http://127.0.0.1:${world.market.ports.base + 7}`;
  const headers = {
    'content-type': 'application/cloudevents+json',
    'dapr-api-token': world.market.env.APP_API_TOKEN ?? '',
  };
  await Promise.all(
    Array.from({ length: eventsAtOnce }, async () => {
      for (let event = left.pop(); event; event = left.pop()) {
        const answer = await fetch(`${url}/events/${event.type}`, {
          method: 'POST',
          headers,
          body: JSON.stringify(event),
        });
        const { status } = (await answer.json()) as { status: string };
        if (status !== 'SUCCESS') throw new Error(`an event was not taken in: ${status}`);
      }
    }),
  );
}

async function journal(events: Envelope[]): Promise<void> {
  const owners = new Map(eventCatalogue().map(({ type, owner }): [string, ServiceName] => [type, owner]));
  for (const [owner, own] of Map.groupBy(events, ({ type }) => owners.get(type) ?? 'order')) {
    const kept = (await world.db(owner)).collection('events');
    for (let at = 0; at < own.length; at += 5_000) {
      await kept.insertMany(
        own.slice(at, at + 5_000).map((event) => ({
          _id: event.id as never,
          type: event.type,
          subject: event.subject,
          version: event.aggregateversion,
          // As it is after a way over the wire: without fields that are undefined.
          envelope: JSON.parse(JSON.stringify(event)),
          publishedAt: new Date(event.time),
        })),
      );
    }
  }
}

async function rebuilt(): Promise<{ events: number; ms: number }> {
  const admin = await world.admin();
  await admin.send('POST', '/api/seller/admin/rebuild');
  for (;;) {
    const { body } = await admin.get('/api/seller/admin/rebuild');
    if (body.status === 'failed') throw new Error(body.error);
    if (body.status === 'done')
      return { events: body.events, ms: Date.parse(body.finishedAt) - Date.parse(body.startedAt) };
    await setTimeout(200);
  }
}

async function answers(sellers: Person[]): Promise<unknown[]> {
  const from = new Date(Date.now() - 40 * dayMs).toISOString().slice(0, 10);
  const all: unknown[] = [];
  for (const seller of sellers) {
    for (const path of ['overview', 'days', 'countries', 'products'])
      all.push((await seller.get(`/api/seller/${path}?from=${from}`)).body);
    for (const path of ['orders?limit=100', 'balance', 'payouts?limit=100'])
      all.push((await seller.get(`/api/seller/${path}`)).body);
    for (const table of ['products', 'orders', 'payouts']) all.push(await file(seller, `${table}?from=${from}`));
  }
  return all;
}

async function file(seller: Person, path: string): Promise<string> {
  const answer = await fetch(`${world.url}/api/seller/export/${path}`, {
    headers: { authorization: `Bearer ${seller.token}` },
  });
  return await answer.text();
}

/** Copies one sale of another shop many times, spread over a year and some countries. */
async function sellMuch(sellerId: UserId, count: number): Promise<void> {
  const database: Connection = await world.db('seller-dashboard');
  const live = await database.collection('generations').findOne({});
  const sales = database.collection(`sales_${live?.current}`);
  const samples = await sales
    .find({ 'row.soldAt': { $exists: true } })
    .limit(500)
    .toArray();
  const now = Date.now();
  for (let at = 0; at < count; at += 5_000) {
    const copies = Array.from({ length: 5_000 }, (_, index) => {
      const sample = samples[(at + index) % samples.length];
      const soldAt = new Date(now - Math.floor(((at + index) / count) * 365 * dayMs));
      return {
        ...sample,
        _id: `ord_copy-${at + index}:${sellerId}` as never,
        sellerId,
        row: { ...sample?.row, soldAt, backs: [], open: index % 50 === 0 },
      };
    });
    await sales.insertMany(copies);
  }
}
