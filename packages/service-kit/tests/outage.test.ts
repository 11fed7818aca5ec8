import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { EventId, envelope, newId } from '@credenza/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Schema } from 'mongoose';
import { connectDapr, type Dapr, makeLog, type Outboxed, outboxFields, Unavailable } from '../src/index.ts';
import { makeMetrics } from '../src/metrics.ts';
import { Relay } from '../src/relay.ts';
import { eventually, type Harness, type OwnRedis, startForTest, startRedis } from '../src/testing/index.ts';
import { jarFilled, type ToyContext, toy } from './toy.ts';

/** Long enough for the sidecar on a busy machine, shorter than its own patience with Redis. */
const timeoutMs = 2_000;

let redis: OwnRedis;
let kit: Harness<ToyContext>;
let dapr: Dapr;

beforeAll(async () => {
  redis = await startRedis();
  kit = await startForTest(toy, { env: { REDIS_HOST: redis.host, REDIS_DB: '0' } });
  dapr = connectDapr({ port: kit.sidecar.httpPort, token: kit.env.DAPR_API_TOKEN ?? '', timeoutMs });
});
afterAll(async () => {
  await kit?.stop();
  await redis?.stop();
});

const jars = () => kit.running.context.jars;
const stored = (id: string) => jars().model.findById(id).lean();
const filled = (jarId: string) =>
  envelope(jarFilled.of({ jarId, cookies: 1 }), { source: 'cart', version: 1, time: new Date() });
const leaseIsOut = (id: string) => jars().model.updateOne({ _id: id }, { outboxLease: new Date(Date.now() - 1) });

const troubles = {
  'refuses writes': {
    begin: async () => void (await redis.client.config('SET', 'maxmemory', '1')),
    end: async () => void (await redis.client.config('SET', 'maxmemory', '0')),
  },
  'is away': { begin: () => redis.kill(), end: () => redis.start() },
  'does not answer': { begin: async () => redis.pause(), end: async () => redis.resume() },
};

describe.each(Object.entries(troubles))('while Redis %s', (what, trouble) => {
  afterEach(async () => {
    await trouble.end();
    await eventually(async () => (await dapr.publish([filled('again')])).size === 0);
  });

  test('an event that is published counts as failed', async () => {
    const events = [filled('a'), filled('b')];
    await trouble.begin();
    expect(await dapr.publish(events)).toEqual(new Set(events.map(({ id }) => id)));
  });

  test('a journal that is published again says how many events the broker has not taken', async () => {
    await kit.running.relay.journal.insertMany(
      ['one', 'two'].map((jarId) => ({
        _id: newId(EventId),
        type: 'jar.filled',
        subject: what,
        version: 1,
        envelope: filled(jarId),
        publishedAt: new Date(),
      })),
    );
    const relay = new Relay(kit.running.db, { dapr, log: makeLog('test', 'silent'), metrics: makeMetrics('test') });
    await trouble.begin();
    expect(await relay.republish({ subject: what })).toEqual({ published: 0, failed: 2 });
    await trouble.end();
    await eventually(async () => (await relay.republish({ subject: what })).published === 2);
  });
});

test.each(['refuses writes', 'is away'] as const)(
  'an event stays in its outbox while Redis %s, and is handled once when it is back',
  async (what) => {
    const trouble = troubles[what];
    const id = `jar while Redis ${what}`;
    const failedBefore = await failures();
    await trouble.begin();
    await jars().create(id, { owner: 'me', cookies: 1 }, [jarFilled.of({ jarId: id, cookies: 1 })]);
    const [event] = (await stored(id))?.outbox ?? [];
    await eventually(async () => (await failures()) > failedBefore);
    expect((await stored(id))?.outbox).toEqual([event]);
    expect(await kit.running.relay.journal.countDocuments({ subject: id })).toBe(0);
    await trouble.end();
    await leaseIsOut(id);
    await eventually(() => kit.running.context.handled.get(event?.id ?? '') === 1);
    await eventually(async () => (await stored(id))?.outbox.length === 0);
    expect(await kit.running.relay.journal.countDocuments({ subject: id })).toBe(1);
  },
);

test('a value of the state store that cannot be forgotten is no success', async () => {
  const patient = connectDapr({ port: kit.sidecar.httpPort, token: kit.env.DAPR_API_TOKEN ?? '', timeoutMs: 15_000 });
  await patient.state.set('k', 1);
  await redis.kill();
  try {
    await expect(patient.state.delete('k')).rejects.toThrow(Unavailable);
  } finally {
    await redis.start();
  }
});

test('an outage does not fill the memory with what waits in the outboxes, nor does it hold up the end', async () => {
  const metrics = makeMetrics('test');
  const relay = new Relay(kit.running.db, { dapr, log: makeLog('test', 'silent'), metrics });
  const waiting = async () => (await metrics.unpublished.get()).values[0]?.value;
  const lost = kit.running.db.model<Outboxed>('Lost', new Schema<Outboxed>(outboxFields, { collection: 'lost' }));
  const ids = Array.from({ length: 1_200 }, (_, n) => `lost-${n}`);
  const outboxLease = new Date(0);
  await lost.insertMany(
    ids.map((id) => ({ _id: id, version: 1, outbox: [filled(id)], outboxLease })),
    { lean: true },
  );
  relay.watch(lost);
  redis.pause();
  try {
    for (const _time of ['first', 'second', 'third']) await relay.sweep();
    // What may wait when a sweep begins, and what one takes over; on a slow machine the first batch has timed out by then.
    expect(await waiting()).toBeLessThanOrEqual(100 + 500);
    const began = performance.now();
    await relay.stop();
    expect(performance.now() - began).toBeLessThan(2 * timeoutMs); // the batch that is on its way, not all of them
    expect(await waiting()).toBe(0);
  } finally {
    redis.resume();
  }
}, 120_000);

test('npm run reconcile ends with 1 and says what the broker has not taken', async () => {
  const { authorization } = await kit.user('admin');
  const program = resolve(import.meta.dirname, '../../../deploy/ops/reconcile.ts');
  const CREDENZA_TOKEN = authorization.replace('Bearer ', '');
  const reconcile = () =>
    promisify(execFile)(process.execPath, [program, '--service', 'cart', '--url', kit.running.url], {
      env: { ...process.env, NODE_OPTIONS: '', CREDENZA_TOKEN },
    });
  await kit.running.relay.journal.insertMany([
    {
      _id: newId(EventId),
      type: 'jar.filled',
      subject: 'reconciled',
      version: 1,
      envelope: filled('reconciled'),
      publishedAt: new Date(),
    },
  ]);
  expect((await reconcile()).stdout).toMatch(/cart: [1-9]\d* events published again/);
  await troubles['refuses writes'].begin();
  try {
    await expect(reconcile()).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining('cart: 0 events published again'),
      stderr: expect.stringMatching(/cart: [1-9]\d* events were not taken by the broker/),
    });
  } finally {
    await troubles['refuses writes'].end();
  }
});

async function failures(): Promise<number> {
  const { text } = await kit.http.get('/metrics').expect(200);
  const [, count] = /^events_published_total\{type="jar.filled",outcome="failed"[^}]*\} (\d+)$/m.exec(text) ?? [];
  return Number(count ?? 0);
}
