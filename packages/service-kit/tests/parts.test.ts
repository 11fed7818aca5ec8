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
import { type Harness, startForTest } from '../src/testing/index.ts';
import { jarFilled, type ToyContext, toy } from './toy.ts';

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

  test('another kind of token is not an access token', async () => {
    const one = await issuer('k');
    const check = tokenCheck(createLocalJWKSet({ keys: [one.jwk] }));
    await expect(check(await one.sign({ typ: 'JWT' }))).rejects.toThrow(Unauthenticated);
    expect((await check(await one.sign())).role).toBe('buyer');
  });
});

describe('keyed requests', () => {
  test('a request whose process died is taken over once its lease is out, by one only', async () => {
    const keys = new IdempotencyKeys(kit.running.db);
    expect(await keys.take('k', 'same')).toBeUndefined();
    await expect(keys.take('k', 'same')).rejects.toMatchObject({ type: 'in-progress' });
    await kit.running.db.collection('idempotency').updateOne({ _id: 'k' as never }, { $set: { lease: new Date(0) } });
    const tries = await Promise.allSettled([keys.take('k', 'same'), keys.take('k', 'same'), keys.take('k', 'same')]);
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('a key that was given back is free, one that was answered is not', async () => {
    const keys = new IdempotencyKeys(kit.running.db);
    await keys.take('g', 'a');
    await keys.giveBack('g');
    expect(await keys.take('g', 'b')).toBeUndefined();
    await keys.keep('g', { status: 201, body: '{}', headers: {} });
    await keys.giveBack('g');
    expect(await keys.take('g', 'b')).toEqual({ status: 201, body: '{}', headers: {} });
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

  test('begins anew when somebody changes one of them meanwhile', async () => {
    await jars().create('t3', { owner: 'me', cookies: 0 });
    await jars().create('t4', { owner: 'me', cookies: 0 });
    const add = (jar: { cookies: number }) => ({ state: { cookies: jar.cookies + 1 }, facts: [] });
    let runs = 0;
    await inTransaction(kit.running.db, async (transaction) => {
      runs += 1;
      await jars().change('t3', add, { transaction });
      if (runs === 1) await jars().change('t4', add);
      await jars().change('t4', add, { transaction });
    });
    expect(runs).toBe(2);
    expect([(await jars().get('t3')).cookies, (await jars().get('t4')).cookies]).toEqual([1, 2]);
  });
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
  const buyer = await kit.user('buyer');
  await kit.http.get('/api/cart/admin/audit').set('authorization', buyer.authorization).expect(403);
});
