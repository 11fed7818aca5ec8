import type { Harness } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { login, newcomer, type Replica, refresh, startAuth, startReplica } from './harness.ts';

let kit: Harness<Context>;

beforeAll(async () => {
  kit = await startAuth();
});
afterAll(() => kit?.stop());

describe('while Redis is away', () => {
  let alone: Replica;
  beforeAll(async () => {
    alone = await startReplica(kit, { REDIS_HOST: '127.0.0.1:1', RATE_LIMIT_FACTOR: '1' });
  });
  afterAll(() => alone?.stop());

  test('people sign in, and sessions from before go on', async () => {
    const person = await newcomer(kit);
    await refresh(alone, person.refreshToken).expect(200);
    const again = await login(alone, person.email);
    await alone.http.get('/api/auth/me').set('authorization', again.authorization).expect(200);
  });

  test('guessing passwords is still limited', async () => {
    const { email } = await newcomer(kit);
    const guess = () => alone.http.post('/api/auth/login').send({ email, password: 'a guess' });
    for (let i = 0; i < 10; i += 1) await guess().expect(401);
    await guess().expect(429);
  });
});

describe('after a restart', () => {
  test('sessions, tokens and keys are what they were', async () => {
    const person = await newcomer(kit);
    const before = await kit.http.get('/api/auth/jwks.json').expect(200);
    const restarted = await startReplica(kit);
    try {
      expect((await restarted.http.get('/api/auth/jwks.json').expect(200)).body).toEqual(before.body);
      await restarted.http.get('/api/auth/me').set('authorization', person.authorization).expect(200);
      await refresh(restarted, person.refreshToken).expect(200);
    } finally {
      await restarted.stop();
    }
  });
});
