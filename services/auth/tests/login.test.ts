import type { Harness } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { freshEmail, login, newcomer, password, startAuth, startReplica } from './harness.ts';

let kit: Harness<Context>;
let places = 0;
function somewhere(): string {
  places += 1;
  return `198.51.${Math.floor(places / 250)}.${1 + (places % 250)}`;
}

beforeAll(async () => {
  kit = await startAuth({ env: { RATE_LIMIT_FACTOR: '1' } });
});
afterAll(() => kit?.stop());

const attempt = (email: string, given: string, address = somewhere()) =>
  kit.http.post('/api/auth/login').set('x-forwarded-for', address).send({ email, password: given });

describe('signing in', () => {
  test('opens a session and is written to the audit log', async () => {
    const { email, userId } = await newcomer(kit);
    const answer = await attempt(email, password).expect(200);
    expect(answer.body).toEqual({
      accessToken: expect.any(String),
      expiresIn: 600,
      user: { userId, email, name: 'Alma', role: 'buyer' },
      refreshToken: expect.stringMatching(/^[\w-]{86}$/),
    });
    const entries = await kit.running.audit.records.find({ subject: userId, act: 'login' }).lean();
    expect(entries).toMatchObject([{ outcome: 'done', actor: userId, detail: { address: expect.any(String) } }]);
  });

  test('takes the address in any case and with spaces', async () => {
    const { email } = await newcomer(kit);
    await attempt(`  ${email.toUpperCase()}`, password).expect(200);
  });

  test('does not tell whether an account exists', async () => {
    const { email } = await newcomer(kit);
    const [wrong, unknown] = await Promise.all([attempt(email, 'not this one'), attempt(freshEmail(), 'not this one')]);
    const visible = ({ correlationId: _id, ...body }: Record<string, unknown>) => body;
    const headers = (all: Record<string, unknown>) => Object.keys(all).sort();
    expect(wrong.status).toBe(401);
    expect(unknown.status).toBe(401);
    expect(visible(unknown.body)).toEqual(visible(wrong.body));
    expect(headers(unknown.headers)).toEqual(headers(wrong.headers));
  });

  test('is audited when it is refused, also for accounts that do not exist', async () => {
    const { email, userId } = await newcomer(kit);
    const address = somewhere();
    await attempt(email, 'not this one', address).expect(401);
    await attempt(freshEmail(), 'not this one', address).expect(401);
    const entries = await kit.running.audit.records.find({ act: 'login', 'detail.address': address }).lean();
    expect(entries.map(({ subject, outcome }) => [subject, outcome]).sort()).toEqual([
      ['unknown', 'refused'],
      [userId, 'refused'],
    ]);
  });

  test.each([
    ['operators', { email: { $ne: null }, password: { $ne: null } }],
    ['missing fields', {}],
    ['unknown fields', { email: 'a@example.com', password: 'x', role: 'admin' }],
  ])('refuses %s as bad input', async (_what, body) => {
    await kit.http.post('/api/auth/login').send(body).expect(400);
  });
});

describe('guessing passwords', () => {
  test('ends for an account after ten failures from anywhere, with a time to come back', async () => {
    const { email } = await newcomer(kit);
    for (let i = 0; i < 10; i += 1) await attempt(email, `guess number ${i}`).expect(401);
    const refused = await attempt(email, password).expect(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(800);
    expect(refused.body.retryAfterSeconds).toBeGreaterThan(800);
  });

  test('ends for an account that does not exist just the same', async () => {
    const email = freshEmail();
    for (let i = 0; i < 10; i += 1) await attempt(email, `guess number ${i}`).expect(401);
    await attempt(email, 'one more').expect(429);
  });

  test('gets no more tries by asking many times at once', async () => {
    const { email } = await newcomer(kit);
    const answers = await Promise.all(Array.from({ length: 60 }, (_, i) => attempt(email, `guess number ${i}`)));
    expect(answers.filter((answer) => answer.status === 401)).toHaveLength(10);
    expect(answers.filter((answer) => answer.status === 429)).toHaveLength(50);
  });

  test('ends for an address after 50 failures on as many accounts, and for no other address', async () => {
    const address = somewhere();
    const tries = Array.from({ length: 55 }, () => attempt(freshEmail(), 'the same for all', address));
    const statuses = (await Promise.all(tries)).map((answer) => answer.status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(50);
    expect(statuses.filter((status) => status === 429)).toHaveLength(5);
    await attempt(freshEmail(), 'the same for all').expect(401);
  });

  test('from an address that is over its limit counts against no account', async () => {
    const { email } = await newcomer(kit);
    const address = somewhere();
    for (let i = 0; i < 50; i += 1) await attempt(freshEmail(), 'the same for all', address).expect(401);
    for (let i = 0; i < 20; i += 1) await attempt(email, 'the same for all', address).expect(429);
    for (let i = 0; i < 9; i += 1) await attempt(email, 'a slip of the finger').expect(401);
    await attempt(email, password).expect(200);
  });

  test('that an account refuses counts against no address', async () => {
    const { email } = await newcomer(kit);
    for (let i = 0; i < 10; i += 1) await attempt(email, `guess number ${i}`).expect(401);
    const address = somewhere();
    for (let i = 0; i < 60; i += 1) await attempt(email, 'one more', address).expect(429);
    await attempt(freshEmail(), 'a slip of the finger', address).expect(401);
  });

  test('is forgotten when the right password comes in time', async () => {
    const { email } = await newcomer(kit);
    for (let round = 0; round < 3; round += 1) {
      for (let i = 0; i < 9; i += 1) await attempt(email, 'a slip of the finger').expect(401);
      await attempt(email, password).expect(200);
    }
  });

  test('is not what somebody does who signs in often', async () => {
    const { email } = await newcomer(kit);
    const address = somewhere();
    const answers = await Promise.all(Array.from({ length: 70 }, () => attempt(email, password, address)));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
    await attempt(freshEmail(), 'still allowed to fail', address).expect(401);
  });

  test('does not shut out who is signed in already', async () => {
    const person = await newcomer(kit);
    for (let i = 0; i < 11; i += 1) await attempt(person.email, 'not this one');
    await kit.http.get('/api/auth/me').set('authorization', person.authorization).expect(200);
    await kit.http.post('/api/auth/refresh').send({ refreshToken: person.refreshToken }).expect(200);
  });
});

describe('while something breaks', () => {
  test('a login that cannot be decided counts as no failure', async () => {
    const { email } = await newcomer(kit);
    const accounts = kit.running.context.users.model.collection;
    const stored = await accounts.findOne({ email });
    await accounts.updateOne({ email }, { $set: { passwordHash: 'unreadable' } });
    for (let i = 0; i < 12; i += 1) await attempt(email, password).expect(500);
    await accounts.updateOne({ email }, { $set: { passwordHash: stored?.passwordHash } });
    await attempt(email, password).expect(200);
  });
});

describe('a stronger hash', () => {
  test('replaces an older one at the next login, and the sessions go on', async () => {
    const { email, userId, authorization } = await newcomer(kit);
    const before = (await kit.running.context.users.get(userId)).passwordHash;
    const stronger = await startReplica(kit, { ARGON2_MEMORY_KIB: '128' });
    try {
      await login(stronger, email);
      const after = (await kit.running.context.users.get(userId)).passwordHash;
      expect(before).toContain('m=64,');
      expect(after).toContain('m=128,');
      await login(stronger, email);
      expect((await kit.running.context.users.get(userId)).passwordHash).toBe(after);
      await kit.http.get('/api/auth/me').set('authorization', authorization).expect(200);
    } finally {
      await stronger.stop();
    }
  });
});
