import type { Harness } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { Clock, login, newcomer, type Person, refresh, startAuth, startReplica } from './harness.ts';

const day = 24 * 3_600_000;
const clock = new Clock();
let kit: Harness<Context>;
let person: Person;

beforeAll(async () => {
  kit = await startAuth({ now: clock.now });
});
afterAll(() => kit?.stop());
beforeEach(async () => {
  person = await newcomer(kit);
});

const use = (token: string, headers?: Record<string, string>) => refresh(kit, token, headers);
const audits = () => kit.running.audit.records.find({ actor: person.userId, act: 'refresh-token.reused' }).lean();

async function rotated(token: string): Promise<string> {
  const answer = await use(token).expect(200);
  return answer.body.refreshToken;
}

describe('a refresh token', () => {
  test('is exchanged for a new pair', async () => {
    const answer = await use(person.refreshToken).expect(200);
    expect(answer.body).toEqual({
      accessToken: expect.any(String),
      expiresIn: 600,
      user: { userId: person.userId, email: person.email, name: 'Alma', role: 'buyer' },
      refreshToken: expect.stringMatching(/^[\w-]{86}$/),
    });
    expect(answer.body.refreshToken).not.toBe(person.refreshToken);
    expect(answer.headers['cache-control']).toBe('no-store');
    await kit.http.get('/api/auth/me').set('authorization', `Bearer ${answer.body.accessToken}`).expect(200);
  });

  test('that was rotated away ends the whole session, and the audit log says so once', async () => {
    const newest = await rotated(await rotated(person.refreshToken));
    clock.move(31_000);
    await use(person.refreshToken).expect(401);
    await use(newest).expect(401);
    await use(person.refreshToken).expect(401);
    await kit.http.get('/api/auth/me').set('authorization', person.authorization).expect(401);
    expect(await audits()).toMatchObject([{ outcome: 'refused', subject: expect.stringMatching(/^ses_/) }]);
  });

  test('that was rotated away is in the audit log before its session ends', async () => {
    const newest = await rotated(await rotated(person.refreshToken));
    clock.move(31_000);
    const { db } = kit.running.db;
    await db?.command({ collMod: 'audit', validator: { nobody: { $exists: true } } });
    await use(person.refreshToken).expect(500);
    await db?.command({ collMod: 'audit', validator: {} });
    await Promise.all(Array.from({ length: 5 }, () => use(person.refreshToken).expect(401)));
    expect(await audits()).toHaveLength(1);
    await use(newest).expect(401);
  });

  test('that was stolen does the thief no good once its owner comes back', async () => {
    const stolen = person.refreshToken;
    const thiefs = await rotated(stolen);
    clock.move(31_000);
    await use(stolen).expect(401);
    await use(thiefs).expect(401);
  });

  test('that was reused leaves the other sessions of the user alone', async () => {
    const elsewhere = await login(kit, person.email);
    await rotated(person.refreshToken);
    clock.move(31_000);
    await use(person.refreshToken).expect(401);
    await use(elsewhere.refreshToken).expect(200);
  });

  test.each([
    ['missing', {}, 401],
    ['unknown', { refreshToken: 'x'.repeat(86) }, 401],
    ['malformed', { refreshToken: 'short' }, 400],
    ['an operator', { refreshToken: { $gt: '' } }, 400],
  ])('that is %s is refused', async (_what, body, status) => {
    await kit.http.post('/api/auth/refresh').send(body).expect(status);
  });

  test('tells by its refusal nothing about the reason', async () => {
    const session = await login(kit, person.email);
    await kit.http.post('/api/auth/logout').send({ refreshToken: session.refreshToken }).expect(204);
    await rotated(person.refreshToken);
    clock.move(31_000);
    const answers = await Promise.all([use(session.refreshToken), use(person.refreshToken), use('x'.repeat(86))]);
    expect(new Set(answers.map((answer) => answer.body.detail)).size).toBe(1);
  });
});

describe('two tabs that refresh at the same time', () => {
  test('both get a valid pair, with one and the same refresh token', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => use(person.refreshToken)));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
    const tokens = new Set(answers.map((answer) => answer.body.refreshToken));
    expect(tokens.size).toBe(1);
    for (const { body } of answers.slice(0, 3)) {
      await kit.http.get('/api/auth/me').set('authorization', `Bearer ${body.accessToken}`).expect(200);
    }
    for (const token of tokens) await use(token).expect(200);
    expect(await audits()).toEqual([]);
  });

  test('agree also when different replicas answer them', async () => {
    const replica = await startReplica(kit, {}, clock.now);
    try {
      const pairs = Array.from({ length: 10 }, () => [use(person.refreshToken), refresh(replica, person.refreshToken)]);
      const answers = await Promise.all(pairs.flat());
      expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
      expect(new Set(answers.map((answer) => answer.body.refreshToken)).size).toBe(1);
    } finally {
      await replica.stop();
    }
  });

  test('stay together when the slower one comes after several rotations', async () => {
    const newest = await rotated(await rotated(await rotated(person.refreshToken)));
    expect(await rotated(person.refreshToken)).toBe(newest);
    await use(newest).expect(200);
  });

  test('are told from another client by what it says about itself', async () => {
    await use(person.refreshToken, { 'user-agent': 'Firefox' }).expect(200);
    await use(person.refreshToken, { 'user-agent': 'curl' }).expect(401);
    expect(await audits()).toHaveLength(1);
  });

  test('may come from two addresses of one phone', async () => {
    const phone = { 'user-agent': 'Phone' };
    await use(person.refreshToken, { ...phone, 'x-forwarded-for': '203.0.113.1' }).expect(200);
    await use(person.refreshToken, { ...phone, 'x-forwarded-for': '198.51.100.1' }).expect(200);
  });

  test('have half a minute for it', async () => {
    await rotated(person.refreshToken);
    clock.move(29_000);
    await use(person.refreshToken).expect(200);
    clock.move(2_000);
    await use(person.refreshToken).expect(401);
  });
});

describe('a session', () => {
  test('ends after 30 days without use', async () => {
    clock.move(29 * day);
    const next = await rotated(person.refreshToken);
    clock.move(30 * day + 1_000);
    await use(next).expect(401);
  });

  test('ends after 90 days with any use', async () => {
    let token = person.refreshToken;
    for (let i = 0; i < 4; i += 1) {
      clock.move(20 * day);
      token = await rotated(token);
    }
    clock.move(11 * day);
    await use(token).expect(401);
  });

  test('ends for good while a refresh is under way', async () => {
    for (let round = 0; round < 10; round += 1) {
      const session = await login(kit, person.email);
      const [, raced] = await Promise.all([
        kit.http.post('/api/auth/logout').send({ refreshToken: session.refreshToken }).expect(204),
        use(session.refreshToken),
      ]);
      const newest = raced.status === 200 ? raced.body.refreshToken : session.refreshToken;
      await use(newest).expect(401);
    }
  });
});

describe('an answer that got lost on its way', () => {
  test('can be asked for again with the same token', async () => {
    const lost = await rotated(person.refreshToken);
    expect(await rotated(person.refreshToken)).toBe(lost);
  });
});
