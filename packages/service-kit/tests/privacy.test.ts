import { newId, PrivacyRequestId, privacyAnswered, privacyRequested, UserId } from '@credenza/contracts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually, type Harness, startForTest } from '../src/testing/index.ts';
import { jarBroken, jarFilled, jarLent, type ToyContext, toy } from './toy.ts';

let kit: Harness<ToyContext>;
let clock = 0;

beforeAll(async () => {
  kit = await startForTest(toy, { now: () => new Date(Date.now() + clock) });
});
afterAll(() => kit?.stop());

const jars = () => kit.running.context.jars;
const internal = (path: string, body: object) =>
  kit.http.post(`/internal/privacy/${path}`).set('dapr-api-token', kit.appToken).send(body);

/** Asks for everything about somebody, as auth does. */
async function ask(kind: 'export' | 'erasure', userId: UserId, requestId = newId(PrivacyRequestId)) {
  const keepUntil = new Date(Date.now() + 3_600_000).toISOString();
  const { status } = await kit.deliver(privacyRequested.of({ requestId, kind, userId, keepUntil }));
  expect(status).toBe('SUCCESS');
  return requestId;
}

/** Waits for what the service has answered. */
async function answerTo(requestId: PrivacyRequestId, outcome = 'done') {
  const event = await kit.published('privacy.answered', ({ data, subject }) => {
    const said = privacyAnswered.schema.safeParse(data).data;
    return subject === requestId && said?.outcome === outcome;
  });
  return privacyAnswered.schema.parse(event.data);
}

async function exported(requestId: PrivacyRequestId): Promise<{ name: string; records: any[] }[]> {
  const parts: { name: string; records: any[] }[] = [];
  let after: string | undefined;
  do {
    const { body } = await internal('export', { requestId, after }).expect(200);
    const lines = body.part?.text.split('\n').filter(Boolean) ?? [];
    if (body.part) parts.push({ name: body.part.name, records: lines.map((line: string) => JSON.parse(line)) });
    after = body.next;
  } while (after);
  return parts;
}

async function somebodyWithAJar(about: object = {}) {
  const person = await kit.user('buyer');
  const userId = UserId.parse(person.userId);
  const jarId = `jar-${userId}`;
  await jars().create(jarId, { owner: userId, cookies: 3, ...about }, [jarFilled.of({ jarId, cookies: 3 })]);
  return { ...person, userId, jarId };
}

test('an export holds everything of one person and nothing of others, in parts that a sidecar can carry', async () => {
  const one = await somebodyWithAJar({ label: 'x'.repeat(200_000) });
  await somebodyWithAJar({ label: "another's" });
  for (const n of [1, 2, 3])
    await jars().create(`${one.jarId}-${n}`, { owner: one.userId, cookies: n, label: 'y'.repeat(200_000) });
  const { audit } = kit.running;
  await audit.record({ act: 'jar.hidden', actor: one.userId, subject: one.jarId, outcome: 'done' });
  const requestId = await ask('export', one.userId);
  expect(await answerTo(requestId)).toEqual({
    requestId,
    kind: 'export',
    service: 'cart',
    outcome: 'done',
    records: 5,
  });
  const parts = await exported(requestId);
  const ids = parts.flatMap(({ records }) => records.map((record) => record.jarId ?? record.act));
  expect(ids.sort()).toEqual(['jar.hidden', one.jarId, ...[1, 2, 3].map((n) => `${one.jarId}-${n}`)].sort());
  expect(parts.filter(({ name }) => name === 'jars').length).toBeGreaterThan(1);
  for (const { records } of parts) expect(JSON.stringify(records).length).toBeLessThan(1_000_000);
  expect(JSON.stringify(parts)).not.toContain("another's");
});

test('nobody but another service reads an export, and there is none that nobody has asked for', async () => {
  const admin = await kit.user('admin');
  const body = { requestId: newId(PrivacyRequestId) };
  await internal('export', body).expect(404);
  await kit.http.post('/internal/privacy/export').send(body).expect(401);
  const signed = kit.http.post('/internal/privacy/export').set('authorization', admin.authorization);
  await signed.send(body).expect(401);
});

test('an erasure takes a person out of the service, the journal, the dead letters and the kept answers', async () => {
  const one = await somebodyWithAJar();
  const other = await somebodyWithAJar();
  const { relay, inbox, audit, db } = kit.running;
  const keyed = kit.http.post('/api/cart/jars').set('authorization', one.authorization);
  await keyed
    .set('idempotency-key', 'a-key')
    .send({ jarId: `${one.userId.slice(4)}`, cookies: 1 })
    .expect(201);
  await jars().change(other.jarId, () => ({
    state: { cookies: 4 },
    facts: [
      jarLent.of({ jarId: 'l', to: one.userId }),
      jarBroken.of({ jarId: 'b', how: 'fell', by: one.userId, excuse: 'I, Ada, was in love' }),
      jarBroken.of({ jarId: 'b', how: 'fell', by: one.userId }),
      jarBroken.of({ jarId: 'c', how: 'fell', by: other.userId, excuse: "another's excuse" }),
    ],
  }));
  const unbelievable = { jarId: 'd', how: 'unbelievable', by: one.userId, excuse: 'I, Ada, can fly' };
  await kit.deliver(jarBroken.of(unbelievable));
  await audit.record({ act: 'in', actor: one.userId, subject: 'x', outcome: 'done', detail: { address: '10.9.8.7' } });

  const told = kit.http.post('/api/cart/jars').set('authorization', other.authorization);
  await told
    .set('idempotency-key', 'b-key')
    .send({ jarId: `${one.userId.slice(4)}-b`, cookies: 1 })
    .expect(201);
  const untold = kit.http.post('/api/cart/jars').set('authorization', other.authorization);
  await untold.set('idempotency-key', 'c-key').send({ jarId: 'c-jar', cookies: 1 }).expect(201);
  const exports = await ask('export', one.userId);
  await answerTo(exports);

  const requestId = await ask('erasure', one.userId);
  expect(await answerTo(requestId)).toMatchObject({ kind: 'erasure', outcome: 'done' });
  await internal('export', { requestId: exports }).expect(404);
  expect(await jars().model.countDocuments({ owner: one.userId })).toBe(0);
  expect(await jars().model.countDocuments({ owner: other.userId })).toBe(3);
  for (const { name } of await db.listCollections()) {
    const text = JSON.stringify(await db.collection(name).find().toArray());
    for (const trace of ['Ada', '10.9.8.7'])
      expect({ name, found: text.includes(trace) }).toEqual({ name, found: false });
  }
  expect(await relay.journal.countDocuments({ type: 'jar.lent', 'envelope.data.to': one.userId })).toBe(0);
  const broken = await relay.journal.find({ type: 'jar.broken' }).sort({ _id: 1 }).lean();
  const excuses = broken.map(({ envelope }) => jarBroken.schema.parse(envelope.data).excuse);
  expect(excuses.sort()).toEqual(["another's excuse", 'erased', undefined]); // still what the contract asks for
  expect(await inbox.deliveries.countDocuments({ type: 'jar.broken', 'event.data.excuse': 'erased' })).toBe(1);
  const keys = await db.collection('idempotency').find().toArray();
  expect(keys.map(({ _id }) => String(_id))).toEqual([expect.stringContaining('c-key')]); // others keep what is not about the person
  expect(await audit.records.countDocuments({ act: 'in', actor: one.userId })).toBe(1);
});

test('what comes late does not bring an erased person back', async () => {
  const one = await somebodyWithAJar();
  await answerTo(await ask('erasure', one.userId));
  await kit.deliver(jarLent.of({ jarId: `late-${one.userId}`, to: one.userId }));
  const excuse = `late ${one.userId}`;
  await kit.deliver(jarBroken.of({ jarId: 'e', how: 'fell', by: one.userId, excuse }));
  expect(await jars().model.countDocuments({ owner: one.userId })).toBe(0);
  expect(kit.running.context.excuses).not.toContain(excuse);
  expect(kit.running.context.excuses.at(-1)).toBe('erased');
});

test('an event that is being handled while the person is erased is erased after it', async () => {
  const one = await somebodyWithAJar();
  const { trouble } = kit.running.context;
  let go = () => {};
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  trouble.hold = () => held;
  const late = kit.deliver(jarLent.of({ jarId: `race-${one.userId}`, to: one.userId })).then((answer) => answer);
  await answerTo(await ask('erasure', one.userId));
  go();
  trouble.hold = undefined;
  expect((await late).status).toBe('SUCCESS');
  await eventually(async () => (await jars().model.countDocuments({ owner: one.userId })) === 0);
});

test('what has to come to an end before is said, and waited for', async () => {
  const one = await somebodyWithAJar({ cookies: 100 });
  const subject = { userId: one.userId };
  expect((await internal('obstacles', subject).expect(200)).body).toEqual({ reasons: ['A jar is full.'] });
  const requestId = await ask('erasure', one.userId);
  expect(await answerTo(requestId, 'waiting')).toMatchObject({ records: 0, reasons: ['A jar is full.'] });
  expect(await jars().model.countDocuments({ owner: one.userId })).toBe(1);
  await jars().change(one.jarId, () => ({ state: { cookies: 0 }, facts: [] }));
  expect((await internal('obstacles', subject).expect(200)).body).toEqual({ reasons: [] });
  clock += 3_700_000;
  await answerTo(requestId);
  expect(await jars().model.countDocuments({ owner: one.userId })).toBe(0);
});

test('an erasure that fails is tried again, and one that is asked again is answered again', async () => {
  const one = await somebodyWithAJar();
  kit.running.context.trouble.left = 1;
  const requestId = await ask('erasure', one.userId);
  await eventually(() => kit.running.context.trouble.left === 0);
  clock += 60_000;
  await answerTo(requestId);
  await ask('erasure', one.userId, requestId);
  const answers = { type: 'privacy.answered', subject: requestId };
  await eventually(async () => (await kit.running.relay.journal.countDocuments(answers)) === 2);
});

test('what was done with an access token that outlived the account goes in a second pass', async () => {
  const one = await somebodyWithAJar();
  await answerTo(await ask('erasure', one.userId));
  await jars().create(`${one.jarId}-late`, { owner: one.userId, cookies: 1 });
  clock += 13 * 60_000;
  await eventually(async () => (await jars().model.countDocuments({ owner: one.userId })) === 0);
});
