import { ConfigError, startService } from '@credenza/service-kit';
import type { Harness } from '@credenza/service-kit/testing';
import { testEnvironment } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeProtectedHeader } from 'jose';
import type { Context } from '../src/context.ts';
import { KeyRing } from '../src/key-ring.ts';
import { service } from '../src/service.ts';
import { StoredKeys } from '../src/signing-key.store.ts';
import { Clock, login, newcomer, type Person, password, type Replica, startAuth, startReplica } from './harness.ts';

const clock = new Clock();
const admin = { ADMIN_EMAIL: 'Admin@Example.com', ADMIN_PASSWORD: password };
let kit: Harness<Context>;
let replica: Replica;
let person: Person;

beforeAll(async () => {
  kit = await startAuth({ now: clock.now, env: admin });
  replica = await startReplica(kit, {}, clock.now);
  person = await newcomer(kit);
});
afterAll(async () => {
  await replica?.stop();
  await kit?.stop();
});

const kidOf = (who: Person) => decodeProtectedHeader(who.accessToken).kid;
const shown = async (from: { http: Replica['http'] }) => {
  const { body } = await from.http.get('/api/auth/jwks.json').expect(200);
  return body.keys.map((key: { kid: string }) => key.kid);
};
const me = (from: { http: Replica['http'] }, who: Person) =>
  from.http.get('/api/auth/me').set('authorization', who.authorization);
const rotateNow = async () => {
  const { authorization } = await login(kit, 'admin@example.com');
  return await kit.http.post('/api/auth/keys/rotate').set('authorization', authorization);
};

describe('several replicas', () => {
  test('sign with the same key and believe each other', async () => {
    const elsewhere = await login(replica, person.email);
    expect(kidOf(elsewhere)).toBe(kidOf(person));
    await me(kit, elsewhere).expect(200);
    await me(replica, person).expect(200);
  });

  test('that start for the first time at once make one key and one administrator', async () => {
    const env = { ...kit.env, ...(await testEnvironment()), PORT: '0', DAPR_HTTP_PORT: '1' };
    const all = await Promise.all(Array.from({ length: 4 }, () => startService(service, { env })));
    try {
      const [first] = all;
      expect(await first?.db.collection('keys').countDocuments()).toBe(1);
      expect(await first?.db.collection('users').countDocuments({ role: 'admin' })).toBe(1);
      const kids = await Promise.all(all.map(async ({ context }) => (await context.keys.signing()).kid));
      expect(new Set(kids).size).toBe(1);
    } finally {
      await all[0]?.db.dropDatabase();
      for (const one of all) await one.stop();
    }
  });
});

describe('rotating the signing key', () => {
  test('is for administrators', async () => {
    await kit.http.post('/api/auth/keys/rotate').expect(401);
    for (const role of ['buyer', 'seller'] as const) {
      const { authorization } = await newcomer(kit, { role });
      await kit.http.post('/api/auth/keys/rotate').set('authorization', authorization).expect(403);
    }
  });

  test('shows the new key first, signs with it a minute later everywhere, and keeps old tokens valid until they expire', async () => {
    const before = await login(kit, person.email);
    const unseen = await login(kit, person.email);
    const answer = await rotateNow();
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ made: true, kid: expect.any(String) });
    const { kid } = answer.body;
    expect(kid).not.toBe(kidOf(before));
    expect(await shown(kit)).toEqual([kidOf(before), kid]);
    clock.move(11_000);
    expect(await shown(replica)).toEqual([kidOf(before), kid]);
    expect(kidOf(await login(replica, person.email))).toBe(kidOf(before));

    clock.move(60_000);
    const [here, there] = [await login(kit, person.email), await login(replica, person.email)];
    expect([kidOf(here), kidOf(there)]).toEqual([kid, kid]);
    for (const one of [kit, replica]) for (const who of [before, here, there]) await me(one, who).expect(200);

    clock.move(9 * 60_000);
    await kit.runJob('rotate-keys');
    expect(await shown(kit)).toEqual([kidOf(before), kid]);
    clock.move(5 * 60_000);
    await kit.runJob('rotate-keys');
    expect(await shown(kit)).toEqual([kid]);
    expect(await shown(replica)).toEqual([kid]);
    expect(await kit.running.db.collection('keys').countDocuments()).toBe(1);
    await me(kit, unseen).expect(401);
    await me(kit, here).expect(200);
  });

  test('twice in a row, or from several replicas at once, makes one key', async () => {
    const { authorization } = await login(kit, 'admin@example.com');
    const answers = await Promise.all(
      [kit, replica, kit, replica, kit, replica].map((one) =>
        one.http.post('/api/auth/keys/rotate').set('authorization', authorization).expect(200),
      ),
    );
    expect(new Set(answers.map((answer) => answer.body.kid)).size).toBe(1);
    expect(answers.filter((answer) => answer.body.made)).toHaveLength(1);
    const [{ kid } = { kid: '' }] = answers.map((answer) => answer.body);
    const audited = await kit.running.audit.records.find({ act: 'signing-key.made', subject: kid }).lean();
    expect(audited).toMatchObject([{ outcome: 'done', actor: expect.stringMatching(/^usr_/) }]);
    clock.move(61_000);
  });

  test('happens by itself when the key is old, and not before', async () => {
    const kid = kidOf(await login(kit, person.email));
    await kit.runJob('rotate-keys');
    expect(await shown(kit)).toContain(kid);
    const count = (await shown(kit)).length;
    clock.move(29 * 24 * 3_600_000);
    await kit.runJob('rotate-keys');
    expect((await shown(kit)).length).toBeLessThanOrEqual(count);
    clock.move(24 * 3_600_000);
    await kit.runJob('rotate-keys');
    clock.move(61_000);
    expect(kidOf(await login(replica, person.email))).not.toBe(kid);
  });
});

test('the key that a start makes, the first one or one that was due while nothing ran, is audited as any other', async () => {
  const made = async () => (await kit.running.audit.records.find({ act: 'signing-key.made' }).lean()).length;
  const stored = () => kit.running.db.collection('keys').countDocuments();
  const first = await kit.running.audit.records.findOne({ act: 'signing-key.made' }).sort({ _id: 1 }).lean();
  expect(first).toMatchObject({ actor: 'system', subject: kidOf(person) });
  const [keys, entries] = [await stored(), await made()];
  clock.move(31 * 24 * 3_600_000);
  const restarted = await startReplica(kit, {}, clock.now);
  await restarted.stop();
  expect(await stored()).toBe(keys + 1);
  expect(await made()).toBe(entries + 1);
  clock.move(61_000);
});

describe('private keys', () => {
  test('are not readable in the database', async () => {
    const keys = await kit.running.db.collection('keys').find().toArray();
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) {
      expect(JSON.stringify(key)).not.toContain('"d"');
      expect(key.sealed).toMatch(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/);
    }
  });

  test('do not open with another secret: the start ends there, naming the setting, and no other key is made', async () => {
    const stored = new StoredKeys(kit.running.db);
    const before = await stored.all();
    const ring = new KeyRing(stored, { secret: 'quite another secret', now: clock.now });
    const rotation = ring.rotate(0);
    await expect(rotation).rejects.toThrow(ConfigError);
    await expect(rotation).rejects.toThrow('AUTH_KEY_SECRET');
    expect(await stored.all()).toEqual(before);
  });
});

describe('the first administrator', () => {
  test('can sign in under the normalised address, and is announced to nobody', async () => {
    const answer = await kit.http.post('/api/auth/login').send({ email: 'admin@example.com', password }).expect(200);
    expect(answer.body.user).toMatchObject({ role: 'admin', name: 'Administrator' });
    const told = await kit.running.relay.journal.countDocuments({ 'envelope.data.email': 'admin@example.com' });
    expect(told).toBe(0);
  });

  test('keeps a changed password over a restart', async () => {
    const again = await startReplica(kit, { ADMIN_PASSWORD: 'another one for the admin' }, clock.now);
    try {
      await login(again, 'admin@example.com');
    } finally {
      await again.stop();
    }
  });

  test('is not made of an account that belongs to somebody', async () => {
    const again = await startReplica(kit, { ADMIN_EMAIL: person.email }, clock.now);
    try {
      const answer = await again.http.post('/api/auth/login').send({ email: person.email, password }).expect(200);
      expect(answer.body.user.role).toBe('buyer');
    } finally {
      await again.stop();
    }
  });

  test.each([
    ['the address', { ADMIN_EMAIL: 'admin@example.com' }],
    ['the password', { ADMIN_PASSWORD: password }],
  ])('does not exist when only %s is set', async (_what, settings: Record<string, string>) => {
    const without = await startAuth({ env: settings });
    try {
      expect(await without.running.db.collection('users').countDocuments()).toBe(0);
    } finally {
      await without.stop();
    }
  });
});
