import { envelope } from '@credenza/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { connectDapr, type Dapr, Unavailable } from '../src/index.ts';
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

async function failures(): Promise<number> {
  const { text } = await kit.http.get('/metrics').expect(200);
  const [, count] = /^events_published_total\{type="jar.filled",outcome="failed"[^}]*\} (\d+)$/m.exec(text) ?? [];
  return Number(count ?? 0);
}
