import { newId, SessionId } from '@credenza/contracts';
import type { Harness } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { Clock, login, newcomer, type Person, password, refresh, startAuth } from './harness.ts';

const clock = new Clock();
let kit: Harness<Context>;

beforeAll(async () => {
  kit = await startAuth({ now: clock.now });
});
afterAll(() => kit?.stop());

const list = (who: Person, query = '') =>
  kit.http.get(`/api/auth/sessions${query}`).set('authorization', who.authorization);
const revoke = (who: Person, sessionId: string) =>
  kit.http.delete(`/api/auth/sessions/${sessionId}`).set('authorization', who.authorization);
const me = (who: Person) => kit.http.get('/api/auth/me').set('authorization', who.authorization);
const change = (who: Person, body: object) =>
  kit.http.post('/api/auth/password').set('authorization', who.authorization).send(body);
const acts = async (subject: string) =>
  (await kit.running.audit.records.find({ subject }).sort({ _id: 1 }).lean()).map(({ act, outcome }) => [act, outcome]);

describe('the list of sessions', () => {
  test('shows where the user is signed in, the newest first, and which session asks', async () => {
    const phone = await newcomer(kit, { headers: { 'user-agent': 'Phone/1.0' } });
    clock.move(5_000);
    const desk = await login(kit, phone.email, { headers: { 'user-agent': `Desk/2.0 ${'x'.repeat(900)}\u00e9` } });
    clock.move(5_000);
    await refresh(kit, phone.refreshToken).expect(200);
    const { body } = await list(desk).expect(200);
    expect(body.items).toHaveLength(2);
    const [first, second] = body.items;
    expect(first).toMatchObject({ current: true, userAgent: expect.stringMatching(/^Desk\/2\.0 x{191}$/) });
    expect(second).toMatchObject({ current: false, userAgent: 'Phone/1.0' });
    expect(Date.parse(second.lastUsedAt) - Date.parse(second.createdAt)).toBeGreaterThanOrEqual(10_000);
    expect(JSON.stringify(body)).not.toMatch(/hash|salt|marker/i);
  });

  test('comes in pages', async () => {
    const person = await newcomer(kit);
    for (let i = 0; i < 4; i += 1) await login(kit, person.email);
    const first = await list(person, '?limit=3').expect(200);
    const rest = await list(person, `?limit=3&cursor=${first.body.nextCursor}`).expect(200);
    const ids = [...first.body.items, ...rest.body.items].map((item: { sessionId: string }) => item.sessionId);
    expect(new Set(ids).size).toBe(5);
    expect(first.body.items).toHaveLength(3);
    expect(rest.body).not.toHaveProperty('nextCursor');
    await list(person, '?limit=1000').expect(400);
    await list(person, '?cursor=nonsense').expect(400);
  });

  test('leaves out what has ended or expired', async () => {
    const person = await newcomer(kit);
    clock.move(29 * 24 * 3_600_000);
    const second = await login(kit, person.email);
    const third = await login(kit, person.email);
    await kit.http.post('/api/auth/logout').send({ refreshToken: third.refreshToken }).expect(204);
    clock.move(2 * 24 * 3_600_000);
    const { refreshToken: _, ...renewed } = (await refresh(kit, second.refreshToken).expect(200)).body;
    const { body } = await list({ ...second, authorization: `Bearer ${renewed.accessToken}` }).expect(200);
    expect(body.items).toHaveLength(1);
  });
});

describe('revoking a session', () => {
  test('ends it here at once and is audited', async () => {
    const person = await newcomer(kit);
    const lost = await login(kit, person.email);
    const { body } = await list(lost);
    const { sessionId } = body.items.find((item: { current: boolean }) => item.current);
    await revoke(person, sessionId).expect(204);
    await me(lost).expect(401);
    await refresh(kit, lost.refreshToken).expect(401);
    await me(person).expect(200);
    await revoke(person, sessionId).expect(404);
    expect(await acts(sessionId)).toEqual([['session.revoked', 'done']]);
  });

  test('of somebody else is refused as if it did not exist, and changes nothing', async () => {
    const [owner, stranger] = [await newcomer(kit), await newcomer(kit)];
    const { body } = await list(owner);
    const foreign = await revoke(stranger, body.items[0].sessionId).expect(404);
    const unknown = await revoke(stranger, newId(SessionId)).expect(404);
    expect(foreign.body.detail).toBe(unknown.body.detail);
    await revoke(stranger, 'nonsense').expect(400);
    await me(owner).expect(200);
    await refresh(kit, owner.refreshToken).expect(200);
  });

  test('needs a session that lives itself', async () => {
    const person = await newcomer(kit);
    const ended = await login(kit, person.email);
    const { body } = await list(person);
    await kit.http.post('/api/auth/logout').send({ refreshToken: ended.refreshToken }).expect(204);
    for (const item of body.items) await revoke(ended, item.sessionId).expect(401);
    await list(ended).expect(401);
  });
});

describe('logout', () => {
  test('with the access token alone ends its session', async () => {
    const person = await newcomer(kit);
    await kit.http.post('/api/auth/logout').set('authorization', person.authorization).expect(204);
    await me(person).expect(401);
    await refresh(kit, person.refreshToken).expect(401);
  });

  test('is audited once, however it was asked for and how often', async () => {
    const person = await newcomer(kit);
    const desk = await login(kit, person.email);
    const { body } = await list(desk);
    const leave = () => kit.http.post('/api/auth/logout');
    for (const _time of [1, 2]) {
      await leave().send({ refreshToken: desk.refreshToken }).expect(204);
      await leave().set('authorization', person.authorization).expect(204);
    }
    for (const { sessionId } of body.items) expect(await acts(sessionId)).toEqual([['logout', 'done']]);
    expect(body.items).toHaveLength(2);
  });

  test('is harmless twice, without a session and with a token of nobody', async () => {
    const { refreshToken } = await newcomer(kit);
    await kit.http.post('/api/auth/logout').send({ refreshToken }).expect(204);
    await kit.http.post('/api/auth/logout').send({ refreshToken }).expect(204);
    await kit.http.post('/api/auth/logout').expect(204);
    await kit.http
      .post('/api/auth/logout')
      .send({ refreshToken: 'x'.repeat(86) })
      .expect(204);
  });

  test('works with an access token that has expired, by the refresh token in the body or in the cookie', async () => {
    const longAgo = new Clock();
    longAgo.move(-20 * 60_000);
    const past = await startAuth({ now: longAgo.now });
    try {
      const person = await newcomer(past);
      await past.http.get('/api/auth/me').set('authorization', person.authorization).expect(401);
      const leave = () => past.http.post('/api/auth/logout').set('authorization', person.authorization);
      await leave().expect(401); // it names no session that could be ended
      await refresh(past, person.refreshToken).expect(200);
      const desk = await login(past, person.email);
      await leave().send({ refreshToken: desk.refreshToken }).expect(204);
      await refresh(past, desk.refreshToken).expect(401);

      const browser = await login(past, person.email);
      const cookie = `credenza_refresh=${browser.refreshToken}`;
      const answer = await leave().set('cookie', cookie).expect(204);
      expect(String(answer.headers['set-cookie'])).toContain('credenza_refresh=;');
      await refresh(past, browser.refreshToken).expect(401);
    } finally {
      await past.stop();
    }
  });

  test('everywhere ends all sessions of this user and of nobody else', async () => {
    const [person, other] = [await newcomer(kit), await newcomer(kit)];
    const more = await Promise.all([login(kit, person.email), login(kit, person.email)]);
    const everywhere = kit.http.post('/api/auth/logout-everywhere').set('authorization', person.authorization);
    const answer = await everywhere.expect(204);
    expect(String(answer.headers['set-cookie'])).toContain('credenza_refresh=;');
    for (const session of [person, ...more]) {
      await refresh(kit, session.refreshToken).expect(401);
      await me(session).expect(401);
    }
    await me(other).expect(200);
    expect(await acts(person.userId)).toContainEqual(['sessions.ended', 'done']);
    await login(kit, person.email);
  });
});

describe('changing the password', () => {
  const newPassword = 'an oak chair at the door';

  test('ends all other sessions, keeps this one, and is audited', async () => {
    const person = await newcomer(kit);
    const others = [await login(kit, person.email), await login(kit, person.email)];
    await change(person, { currentPassword: password, newPassword }).expect(204);
    await me(person).expect(200);
    await refresh(kit, person.refreshToken).expect(200);
    for (const other of others) {
      await me(other).expect(401);
      await refresh(kit, other.refreshToken).expect(401);
    }
    await kit.http.post('/api/auth/login').send({ email: person.email, password }).expect(401);
    const again = await login(kit, person.email, { password: newPassword });
    expect((await list(again)).body.items).toHaveLength(2);
    expect(await acts(person.userId)).toContainEqual(['password.changed', 'done']);
  });

  test('needs the current one', async () => {
    const person = await newcomer(kit);
    await change(person, { currentPassword: 'something else', newPassword }).expect(403);
    await login(kit, person.email);
    expect(await acts(person.userId)).toContainEqual(['password.changed', 'refused']);
  });

  test('follows the rules for new passwords', async () => {
    const person = await newcomer(kit);
    for (const refused of ['short', 'password123', person.email.toUpperCase()]) {
      await change(person, { currentPassword: password, newPassword: refused }).expect(400);
    }
    await login(kit, person.email);
  });

  test('from two sessions at once succeeds for one of them', async () => {
    const first = await newcomer(kit);
    const second = await login(kit, first.email);
    const proposals = ['an oak chair at the door', 'a pine chair at the gate'];
    const answers = await Promise.all(
      [first, second].map((who, i) => change(who, { currentPassword: password, newPassword: proposals[i] })),
    );
    const winner = answers.findIndex((answer) => answer.status === 204);
    expect(answers.map((answer) => answer.status).filter((status) => status === 204)).toHaveLength(1);
    expect([401, 403]).toContain(answers[1 - winner]?.status);
    await login(kit, first.email, { password: proposals[winner] });
    const loser = [first, second][1 - winner];
    await refresh(kit, loser?.refreshToken ?? '').expect(401);
  });

  test('leaves no session behind that was being opened with the old one', async () => {
    for (let round = 0; round < 5; round += 1) {
      const person = await newcomer(kit);
      const [raced] = await Promise.all([
        kit.http.post('/api/auth/login').send({ email: person.email, password }),
        change(person, { currentPassword: password, newPassword }).expect(204),
      ]);
      if (raced.status === 200) await refresh(kit, raced.body.refreshToken).expect(401);
      else expect(raced.status).toBe(401);
    }
  });

  test('is no way to guess it without limit', async () => {
    const strict = await startAuth({ env: { RATE_LIMIT_FACTOR: '1' } });
    try {
      const person = await newcomer(strict);
      const guess = () =>
        strict.http
          .post('/api/auth/password')
          .set('authorization', person.authorization)
          .send({ currentPassword: 'a guess', newPassword });
      for (let i = 0; i < 10; i += 1) await guess().expect(403);
      await guess().expect(429);
    } finally {
      await strict.stop();
    }
  });
});
