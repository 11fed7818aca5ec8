import { newId, readCart, readOffers, UserId } from '@credenza/contracts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { z } from 'zod';
import { remoteKeys } from '../src/auth.ts';
import { IdempotencyKeys } from '../src/idempotency.ts';
import {
  connectDapr,
  type Dapr,
  inTransaction,
  NotFound,
  Refusal,
  tokenCheck,
  Unauthenticated,
  Unavailable,
} from '../src/index.ts';
import { freePort, type Harness, startForTest } from '../src/testing/index.ts';
import { type Jar, jarFilled, type ToyContext, toy } from './toy.ts';

let kit: Harness<ToyContext>;
let dapr: Dapr;
beforeAll(async () => {
  kit = await startForTest(toy);
  dapr = connectDapr({ port: kit.sidecar.httpPort, token: kit.env.DAPR_API_TOKEN ?? '', timeoutMs: 3_000 });
});
afterAll(() => kit?.stop());

describe('the state store', () => {
  const Value = z.object({ n: z.int() });

  test('keeps, gives and forgets', async () => {
    expect(await dapr.state.get('a', Value)).toBeUndefined();
    expect(await dapr.state.set('a', { n: 1 })).toBe(true);
    expect((await dapr.state.get('a', Value))?.value).toEqual({ n: 1 });
    await dapr.state.delete('a');
    expect(await dapr.state.get('a', Value)).toBeUndefined();
  });

  test('writes under an ETag only what nobody else has written meanwhile', async () => {
    await dapr.state.set('b', { n: 1 });
    const first = await dapr.state.get('b', Value);
    expect(await dapr.state.set('b', { n: 2 }, { etag: first?.etag ?? '' })).toBe(true);
    expect(await dapr.state.set('b', { n: 3 }, { etag: first?.etag ?? '' })).toBe(false);
    expect((await dapr.state.get('b', Value))?.value).toEqual({ n: 2 });
  });

  test('of Redis takes a write under the ETag of what is gone, and none without an ETag over one that had it', async () => {
    await dapr.state.set('gone', { n: 1 });
    const first = await dapr.state.get('gone', Value);
    await dapr.state.delete('gone');
    expect(await dapr.state.set('gone', { n: 2 }, { etag: first?.etag ?? '' })).toBe(true);
    await expect(dapr.state.set('gone', { n: 3 })).rejects.toThrow(Unavailable);
    const second = await dapr.state.get('gone', Value);
    expect(second?.value).toEqual({ n: 2 });
    expect(await dapr.state.set('gone', { n: 4 }, { etag: second?.etag ?? '' })).toBe(true);
  });

  test('writes what must not be there yet for the first alone', async () => {
    const wrote = await Promise.all([1, 2, 3, 4].map((n) => dapr.state.set('first', { n }, { ifMissing: true })));
    expect(wrote.filter(Boolean)).toHaveLength(1);
    expect((await dapr.state.get('first', Value))?.value).toEqual({ n: wrote.indexOf(true) + 1 });
  });

  test('writes and gives many at once; what is missing is left out', async () => {
    const keys = Array.from({ length: 150 }, (_, n) => `many-${n}`);
    await dapr.state.setMany(keys.map((key, n) => ({ key, value: { n } })));
    const found = await dapr.state.getMany([...keys, 'nobody'], Value);
    expect(found.size).toBe(150);
    expect(found.get('many-149')).toEqual({ n: 149 });
    expect((await dapr.state.getMany([], Value)).size).toBe(0);
  });

  test('a value of another shape counts as missing', async () => {
    await dapr.state.set('c', { text: 'old shape' });
    expect(await dapr.state.get('c', Value)).toBeUndefined();
  });

  test('a value with a life ends by itself', async () => {
    await dapr.state.set('d', { n: 1 }, { ttlSeconds: 100 });
    const [host, port] = (kit.env.REDIS_HOST ?? '').split(':');
    const redis = new Redis({ host: host ?? '', port: Number(port), db: Number(kit.env.REDIS_DB) });
    const [key] = await redis.keys('*||d');
    expect(await redis.ttl(key ?? '')).toBeGreaterThan(90);
    redis.disconnect();
  });
});

describe('calls', () => {
  test('a service that is not there is unavailable, said by name', async () => {
    const call = dapr.invoke(readOffers, { variantIds: ['var_01j9zq6v8xe3tbd5wqmg8d2r4c' as never] });
    await expect(call).rejects.toThrow(Unavailable);
    await expect(call).rejects.toThrow(/product/);
  });

  test('a service that refuses is heard with its own words', async () => {
    const call = dapr.invoke({ ...readCart, path: '/internal/nothing' }, { userId: newId(UserId) });
    await expect(call).rejects.toThrow(Refusal);
    await expect(call).rejects.toMatchObject({ type: 'not-found' });
  });

  test('a service that does not believe us signs nobody out', async () => {
    const call = dapr.invoke({ ...readCart, path: '/internal/believe' }, { userId: newId(UserId) });
    await expect(call).rejects.toThrow(Unavailable);
    await expect(call).rejects.toThrow(/does not believe/);
  });
});

test('a sidecar that is not there is said to be so at once', async () => {
  const nobody = connectDapr({ port: await freePort(), token: '', timeoutMs: 20_000 });
  const began = performance.now();
  expect(await nobody.healthy()).toBe(false);
  expect(performance.now() - began).toBeLessThan(5_000);
  expect(await dapr.healthy()).toBe(true);
});

describe('signing keys', () => {
  async function issuer(kid: string) {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'EdDSA', use: 'sig' };
    const claims = { sub: newId(UserId), sid: 'ses_01j9zq6v8xe3tbd5wqmg8d2r4c', role: 'buyer', name: 'Ada' };
    const sign = (header: object = {}) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid, ...header })
        .setIssuer('credenza-auth')
        .setAudience('credenza')
        .setIssuedAt()
        .setExpirationTime('10m')
        .sign(privateKey);
    return { jwk, sign };
  }

  test('are read once and again only for a key that is not known', async () => {
    const [old, fresh] = [await issuer('old'), await issuer('fresh')];
    let shown = [old.jwk];
    let reads = 0;
    const check = tokenCheck(
      remoteKeys({
        ...dapr,
        read: async () => {
          reads += 1;
          return { keys: shown };
        },
      }),
    );
    await check(await old.sign());
    await check(await old.sign());
    expect(reads).toBe(1);
    shown = [old.jwk, fresh.jwk];
    await expect(check(await fresh.sign())).rejects.toThrow(Unauthenticated); // asked a moment ago: no storm of questions
    expect(reads).toBe(1);
  });

  test('that cannot be read are our outage, not the caller’s fault', async () => {
    const check = tokenCheck(remoteKeys({ ...dapr, read: () => Promise.reject(new Unavailable('auth is away')) }));
    await expect(check(await (await issuer('k')).sign())).rejects.toThrow(Unavailable);
  });

  test('that cannot be read are not asked for at every request while the auth service is away', async () => {
    const known = await issuer('known');
    let reads = 0;
    const check = tokenCheck(
      remoteKeys({
        ...dapr,
        read: async () => {
          reads += 1;
          throw new Unavailable('auth is away');
        },
      }),
    );
    const token = await known.sign();
    for (let n = 0; n < 5; n += 1) await expect(check(token)).rejects.toThrow(Unavailable);
    expect(reads).toBe(1);
  });

  test('another kind of token is not an access token', async () => {
    const one = await issuer('k');
    const check = tokenCheck(createLocalJWKSet({ keys: [one.jwk] }));
    await expect(check(await one.sign({ typ: 'JWT' }))).rejects.toThrow(Unauthenticated);
    expect((await check(await one.sign())).role).toBe('buyer');
  });
});

describe('keyed requests', () => {
  const keys = () => new IdempotencyKeys(kit.running.db);
  const answer = { status: 201, body: '{}', headers: {} };
  const leaseIsOut = (id: string) =>
    kit.running.db.collection('idempotency').updateOne({ _id: id as never }, { $set: { lease: new Date(0) } });
  async function take(id: string, content: string): Promise<Date> {
    const taken = await keys().take(id, content);
    if ('answer' in taken) throw new Error('answered already');
    return taken.lease;
  }

  test('a request whose process died is taken over once its lease is out, by one only', async () => {
    await take('k', 'same');
    await expect(take('k', 'same')).rejects.toMatchObject({ type: 'in-progress' });
    await leaseIsOut('k');
    const tries = await Promise.allSettled([take('k', 'same'), take('k', 'same'), take('k', 'same')]);
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('a key that was given back is free, one that was answered is not', async () => {
    await keys().giveBack('g', await take('g', 'a'));
    const lease = await take('g', 'b');
    await keys().keep('g', lease, answer);
    await keys().giveBack('g', lease);
    expect(await keys().take('g', 'b')).toEqual({ answer });
  });

  test('a request that was slower than its lease neither answers nor frees what another has taken over', async () => {
    const slow = await take('slow', 'a');
    await leaseIsOut('slow');
    const quick = await take('slow', 'a');
    await keys().giveBack('slow', slow);
    await keys().keep('slow', slow, { ...answer, status: 500 });
    await expect(take('slow', 'a')).rejects.toMatchObject({ type: 'in-progress' });
    await keys().keep('slow', quick, answer);
    await keys().keep('slow', slow, { ...answer, status: 500 });
    expect(await keys().take('slow', 'a')).toEqual({ answer });
  });
});

describe('a command over several documents', () => {
  const { jars } = { jars: () => kit.running.context.jars };

  test('writes all of them or none, and tells of it only after the commit', async () => {
    await jars().create('t1', { owner: 'me', cookies: 5 });
    await jars().create('t2', { owner: 'me', cookies: 0 });
    const move = (cookies: number, spoil = false) =>
      inTransaction(kit.running.db, async (transaction) => {
        await jars().change(
          't1',
          (jar) => ({ state: { cookies: jar.cookies - cookies }, facts: [jarFilled.of({ jarId: 't1', cookies })] }),
          { transaction },
        );
        if (spoil) throw new NotFound('spoon');
        await jars().change('t2', (jar) => ({ state: { cookies: jar.cookies + cookies }, facts: [] }), { transaction });
      });
    await expect(move(2, true)).rejects.toThrow(NotFound);
    expect((await jars().get('t1')).cookies).toBe(5);
    await move(3);
    expect([(await jars().get('t1')).cookies, (await jars().get('t2')).cookies]).toEqual([2, 3]);
    await kit.published('jar.filled', (event) => event.subject === 't1');
    expect(await kit.running.relay.journal.countDocuments({ subject: 't1' })).toBe(1);
  });

  test('may change one of them more than once', async () => {
    await jars().create('t3', { owner: 'me', cookies: 0 });
    const put = (jar: Jar) => ({
      state: { cookies: jar.cookies + 1 },
      facts: [jarFilled.of({ jarId: 't3', cookies: jar.cookies + 1 })],
    });
    await inTransaction(kit.running.db, async (transaction) => {
      await jars().change('t3', put, { transaction });
      expect((await jars().change('t3', put, { transaction })).cookies).toBe(2);
    });
    expect(await jars().get('t3')).toMatchObject({ cookies: 2, version: 3 });
    for (const version of [2, 3])
      await kit.published('jar.filled', (one) => one.subject === 't3' && one.aggregateversion === version);
  });
});

test('a command decides on what its transaction sees: its own writes, and one moment of everything else', async () => {
  const { jars } = kit.running.context;
  await jars.create('t5', { owner: 'me', cookies: 1 });
  await jars.create('t6', { owner: 'me', cookies: 0 });
  const add = (cookies: number) => (jar: { cookies: number }) => ({
    state: { cookies: jar.cookies + cookies },
    facts: [],
  });
  const fill = () =>
    inTransaction(kit.running.db, async (transaction) => {
      await jars.change('t6', add(1), { transaction });
      await jars.change('t5', add(1), { transaction });
      await jars.change('t5', add(1), { transaction });
    });
  await Promise.all(Array.from({ length: 10 }, fill));
  expect([(await jars.get('t5')).cookies, (await jars.get('t6')).cookies]).toEqual([21, 10]);
});

test('what matters for security or money is recorded with who, what and when', async () => {
  await kit.running.audit.record({
    act: 'test.done',
    actor: 'usr_x',
    subject: 'thing',
    outcome: 'refused',
    detail: { why: 'because' },
  });
  const admin = await kit.user('admin');
  const { body } = await kit.http
    .get('/api/cart/admin/audit?actor=usr_x')
    .set('authorization', admin.authorization)
    .expect(200);
  expect(body.items).toEqual([
    {
      at: expect.any(String),
      act: 'test.done',
      actor: 'usr_x',
      subject: 'thing',
      outcome: 'refused',
      detail: { why: 'because' },
    },
  ]);
  const list = '/api/cart/admin/audit?limit=1';
  const page = async (cursor: string) =>
    await kit.http.get(`${list}&cursor=${cursor}`).set('authorization', admin.authorization);
  await kit.running.audit.record({ act: 'test.again', actor: 'usr_x', subject: 'thing', outcome: 'done' });
  const newest = await kit.http.get(list).set('authorization', admin.authorization).expect(200);
  expect(newest.body.items).toMatchObject([{ act: 'test.again' }]);
  expect((await page(newest.body.nextCursor)).body.items).toMatchObject([{ act: 'test.done' }]);
  expect((await page('page-2')).status).toBe(400);
  const buyer = await kit.user('buyer');
  await kit.http.get('/api/cart/admin/audit').set('authorization', buyer.authorization).expect(403);
});

test('an act that is named by a key is recorded once, however often and at once it is done', async () => {
  const { audit } = kit.running;
  const charged = { act: 'payment.charged', actor: 'provider', subject: 'pay_x', outcome: 'done' as const };
  const keyed = () => audit.record({ ...charged, key: 'pay_x:payment.charged' });
  await Promise.all([keyed(), keyed(), keyed()]);
  await keyed();
  await audit.record({ ...charged, key: 'pay_x:payment.refunded' });
  expect(await audit.records.countDocuments({ subject: 'pay_x' })).toBe(2);
  await audit.record(charged);
  await audit.record(charged);
  expect(await audit.records.countDocuments({ subject: 'pay_x' })).toBe(4);
});

test('a call without a sidecar blames the sidecar, not the service that was not asked', async () => {
  await kit.sidecar.stop(); // the last test of this file
  const call = dapr.invoke(readCart, { userId: newId(UserId) });
  await expect(call).rejects.toThrow(Unavailable);
  await expect(call).rejects.toThrow('The own sidecar does not answer; cart was not asked.');
});
