import { envelope } from '@credenza/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Connection } from 'mongoose';
import { Inbox } from '../src/inbox.ts';
import { consumer, type Log, makeLog, Reject } from '../src/index.ts';
import { makeMetrics } from '../src/metrics.ts';
import { openDatabase } from '../src/mongo.ts';
import { eventually, testEnvironment } from '../src/testing/index.ts';
import { jarFilled } from './toy.ts';

const log: Log = makeLog('test', 'silent');
const pastDue = () => new Date(Date.now() - 1);
const event = () =>
  envelope(jarFilled.of({ jarId: 'x', cookies: 1 }), { source: 'cart', version: 1, time: new Date() });

let db: Connection;
/** What the handler does; set by each test. */
let handle: () => Promise<void>;
let runs: number;

beforeAll(async () => {
  const env = await testEnvironment();
  db = await openDatabase({ url: env.MONGO_URL ?? '', prefix: env.DB_PREFIX ?? '', service: 'cart', test: true }, log);
});
beforeEach(() => {
  runs = 0;
});
afterAll(async () => {
  await db?.dropDatabase();
  await db?.close();
});

/** The inbox of one more process; its worker runs only when it is told to. */
function anotherProcess() {
  const metrics = makeMetrics('test');
  const reaction = consumer(
    jarFilled,
    async () => {
      runs += 1;
      await handle();
    },
    { attempts: 3, baseMs: 1, capMs: 1 },
  );
  db.deleteModel(/KitDelivery/);
  const inbox = new Inbox(db, [reaction], { context: undefined, log, metrics });
  const deadLetters = async () => (await metrics.deadLetters.get()).values[0]?.value;
  return { inbox, deadLetters };
}

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

const stored = (id: string) => db.collection('deliveries').findOne({ _id: id as never });
const isDue = (id: string) =>
  db.collection('deliveries').updateOne({ _id: id as never }, { $set: { nextAt: pastDue() } });
const fail = async () => {
  throw new Error('the kitchen is closed');
};

describe('a failed delivery', () => {
  test('counts its run when it begins, so that an event that kills its process becomes a dead letter', async () => {
    const { inbox } = anotherProcess();
    const sent = event();
    handle = fail;
    await inbox.receive('jar.filled', sent);
    const { opened, open } = gate();
    handle = () => opened;
    await isDue(sent.id);
    const second = anotherProcess().inbox.runDue();
    await eventually(() => runs === 2);
    expect(await stored(sent.id)).toMatchObject({ status: 'retrying', attempts: 2 });
    await isDue(sent.id); // as its lease is, some time after its process died
    const third = anotherProcess().inbox.runDue();
    await eventually(() => runs === 3);
    await isDue(sent.id);
    await anotherProcess().inbox.runDue();
    expect(runs).toBe(3);
    expect(await stored(sent.id)).toMatchObject({ status: 'dead', error: expect.stringContaining('never') });
    open();
    await Promise.all([second, third]);
  });

  test('is judged by its latest run alone: one that was slower than its lease has no say', async () => {
    const [slow, quick] = [anotherProcess(), anotherProcess()];
    const sent = event();
    handle = fail;
    await slow.inbox.receive('jar.filled', sent);
    const { opened, open } = gate();
    handle = async () => {
      await opened;
      await fail();
    };
    await isDue(sent.id);
    const late = slow.inbox.runDue();
    await eventually(() => runs === 2);
    handle = fail;
    await isDue(sent.id);
    await quick.inbox.runDue();
    const verdict = await stored(sent.id);
    expect(verdict).toMatchObject({ status: 'dead', attempts: 3 });
    open();
    await late;
    expect(await stored(sent.id)).toEqual(verdict);
  });
});

test('the number of dead letters follows what becomes of them', async () => {
  await db.collection('deliveries').deleteMany({});
  const { inbox, deadLetters } = anotherProcess();
  const [first, second] = [event(), event()];
  await inbox.runDue();
  expect(await deadLetters()).toBe(0);
  handle = async () => {
    throw new Reject('jars do not fly');
  };
  for (const one of [first, second]) await inbox.receive('jar.filled', one);
  await inbox.runDue();
  expect(await deadLetters()).toBe(2);
  await inbox.discard(first.id);
  await inbox.runDue();
  expect(await deadLetters()).toBe(1);
  handle = async () => {};
  await inbox.replay(second.id);
  await inbox.runDue();
  expect(await deadLetters()).toBe(0);
});
