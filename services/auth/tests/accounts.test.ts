import type { Harness } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { freshEmail, newcomer, password, startAuth } from './harness.ts';

let kit: Harness<Context>;

beforeAll(async () => {
  kit = await startAuth();
});
afterAll(() => kit?.stop());

const register = (body: object) => kit.http.post('/api/auth/register').send(body);
const asked = (changes: object = {}) => ({ email: freshEmail(), password, name: 'Alma', role: 'buyer', ...changes });
const accounts = (email: string) => kit.running.context.users.model.countDocuments({ email });

describe('opening an account', () => {
  test('signs the new user in and tells the others', async () => {
    const email = freshEmail();
    const answer = await register(asked({ email })).expect(201);
    expect(answer.body).toEqual({
      accessToken: expect.any(String),
      expiresIn: 600,
      user: { userId: expect.stringMatching(/^usr_/), email, name: 'Alma', role: 'buyer' },
      refreshToken: expect.stringMatching(/^[\w-]{86}$/),
    });
    expect(answer.headers['cache-control']).toBe('no-store');
    const event = await kit.published('user.registered', (one) => one.subject === answer.body.user.userId);
    expect(event.data).toEqual({ userId: answer.body.user.userId, email, name: 'Alma', role: 'buyer' });
  });

  test('tells in which languages its owner reads', async () => {
    const { body } = await register(asked()).set('accept-language', 'de-DE,de;q=0.9,en;q=0.8').expect(201);
    const event = await kit.published('user.registered', (one) => one.subject === body.user.userId);
    expect(event.data).toMatchObject({ languages: ['de-DE', 'de', 'en'] });
  });

  test('is written to the audit log, without the password or its hash', async () => {
    const { userId } = await newcomer(kit);
    const [entry] = await kit.running.audit.records.find({ subject: userId }).lean();
    expect(entry).toMatchObject({ act: 'account.opened', actor: userId, outcome: 'done' });
    expect(JSON.stringify(entry)).not.toMatch(/argon2|walnut/);
  });

  test('stores the password as an argon2id hash alone', async () => {
    const { userId } = await newcomer(kit);
    const stored = await kit.running.context.users.get(userId);
    expect(stored.passwordHash).toMatch(/^\$argon2id\$/);
    expect(JSON.stringify(stored)).not.toContain(password);
  });

  test('works for a seller, under the name of the shop', async () => {
    const answer = await register(asked({ role: 'seller', name: '  Holz & Hand  ' })).expect(201);
    expect(answer.body.user).toMatchObject({ role: 'seller', name: 'Holz & Hand' });
  });

  test('never makes an administrator', async () => {
    await register(asked({ role: 'admin' })).expect(400);
    await register({ ...asked(), admin: true }).expect(400);
  });

  test('is refused for an address that has an account, however it is written', async () => {
    const { email } = await newcomer(kit);
    const answer = await register(asked({ email: ` ${email.toUpperCase()} ` }));
    expect(answer.status).toBe(409);
    expect(answer.body.type).toBe('https://credenza.dev/problems/conflict');
    expect(await accounts(email)).toBe(1);
  });

  test('happens once when 20 clients ask at the same time', async () => {
    const email = freshEmail();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => register(asked({ email: i % 2 ? email : email.toUpperCase() }))),
    );
    const statuses = answers.map((answer) => answer.status).sort();
    expect(statuses).toEqual([201, ...Array(19).fill(409)]);
    expect(await accounts(email)).toBe(1);
    const winner = answers.find((answer) => answer.status === 201)?.body.user.userId;
    await kit.published('user.registered', (one) => one.subject === winner);
    const told = await kit.running.relay.journal.countDocuments({ 'envelope.data.email': email });
    expect(told).toBe(1);
  });

  test.each([
    ['a short password', { password: 'too short' }, 'body.password'],
    ['a common password', { password: 'password123' }, 'body.password'],
    ['a password of another type', { password: { $gt: '' } }, 'body.password'],
    ['no email', { email: undefined }, 'body.email'],
    ['an email that is none', { email: 'alma' }, 'body.email'],
    ['an operator instead of an email', { email: { $ne: null } }, 'body.email'],
    ['an empty name', { name: '   ' }, 'body.name'],
    ['a name of several lines', { name: 'Alma\nBcc: all' }, 'body.name'],
    ['a long name', { name: 'x'.repeat(101) }, 'body.name'],
    ['an unknown role', { role: 'emperor' }, 'body.role'],
    ['an unknown client', { client: 'fax' }, 'body.client'],
  ])('is refused with %s, which is named', async (_what, changes, field) => {
    const answer = await register(asked(changes));
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((error: { field: string }) => error.field)).toContain(field);
    expect(JSON.stringify(answer.body)).not.toContain('password123');
  });

  test('is refused when the password is the address', async () => {
    const email = freshEmail();
    const answer = await register(asked({ email, password: email.toUpperCase() }));
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([{ field: 'body.password', message: 'is your email address' }]);
    expect(await accounts(email)).toBe(0);
  });
});

describe('asking who has an account', () => {
  test('by registering is limited per address', async () => {
    const strict = await startAuth({ env: { RATE_LIMIT_FACTOR: '0.05' } });
    try {
      const ask = (address: string) =>
        strict.http
          .post('/api/auth/register')
          .set('x-forwarded-for', address)
          .send(asked({ password: 'short' }));
      for (let i = 0; i < 3; i += 1) await ask('203.0.113.7').expect(400);
      const refused = await ask('203.0.113.7').expect(429);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      await ask('203.0.113.8').expect(400);
    } finally {
      await strict.stop();
    }
  });
});

describe('me', () => {
  test('tells who is signed in, to nobody else', async () => {
    const person = await newcomer(kit, { role: 'seller' });
    const answer = await kit.http.get('/api/auth/me').set('authorization', person.authorization).expect(200);
    expect(answer.body).toEqual({ userId: person.userId, email: person.email, name: 'Alma', role: 'seller' });
    await kit.http.get('/api/auth/me').expect(401);
  });
});
