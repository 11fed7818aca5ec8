import type { Harness } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { freshEmail, newcomer, password, type Replica, startAuth, startReplica } from './harness.ts';

let kit: Harness<Context>;
let secure: Replica;

beforeAll(async () => {
  kit = await startAuth();
  secure = await startReplica(kit, { PUBLIC_URL: 'https://shop.example' });
});
afterAll(async () => {
  await secure?.stop();
  await kit?.stop();
});

function cookieOf(answer: { headers: Record<string, unknown> }): string {
  const [cookie] = [answer.headers['set-cookie']].flat();
  if (typeof cookie !== 'string') throw new Error('no cookie');
  return cookie;
}

const pairOf = (cookie: string) => cookie.split(';')[0] ?? '';

async function browser(headers: Record<string, string> = {}): Promise<{ email: string; cookie: string }> {
  const { email } = await newcomer(kit);
  const answer = await kit.http
    .post('/api/auth/login')
    .set(headers)
    .send({ email, password, client: 'browser' })
    .expect(200);
  expect(answer.body).not.toHaveProperty('refreshToken');
  return { email, cookie: cookieOf(answer) };
}

describe('a browser', () => {
  test('gets the refresh token in a cookie that scripts and other sites cannot use', async () => {
    const { cookie } = await browser();
    const [pair, ...attributes] = cookie.split('; ');
    expect(pair).toMatch(/^credenza_refresh=[\w-]{86}$/);
    expect(attributes).toEqual(['Path=/api/auth', `Max-Age=${30 * 24 * 3_600}`, 'HttpOnly', 'SameSite=Strict']);
  });

  test('gets it over https alone where the shop has https', async () => {
    const answer = await secure.http
      .post('/api/auth/register')
      .send({ email: freshEmail(), password, name: 'Alma', role: 'buyer', client: 'browser' })
      .expect(201);
    expect(cookieOf(answer)).toMatch(/; Secure$/);
    expect(answer.body).not.toHaveProperty('refreshToken');
  });

  test('refreshes without a body and gets the next cookie', async () => {
    const { cookie, email } = await browser();
    const answer = await kit.http.post('/api/auth/refresh').set('cookie', pairOf(cookie)).expect(200);
    expect(pairOf(cookieOf(answer))).not.toBe(pairOf(cookie));
    expect(answer.body.user.email).toBe(email);
    expect(answer.body).not.toHaveProperty('refreshToken');
    const again = pairOf(cookieOf(answer));
    await kit.http.post('/api/auth/refresh').set('cookie', `theme=dark; ${again}`).send({}).expect(200);
  });

  test('with several tabs keeps one cookie', async () => {
    const { cookie } = await browser();
    const tab = () => kit.http.post('/api/auth/refresh').set('cookie', pairOf(cookie)).expect(200);
    const cookies = (await Promise.all([tab(), tab(), tab()])).map((answer) => pairOf(cookieOf(answer)));
    expect(new Set(cookies).size).toBe(1);
  });

  test('loses cookie and session at logout', async () => {
    const { cookie } = await browser();
    const answer = await kit.http.post('/api/auth/logout').set('cookie', pairOf(cookie)).expect(204);
    expect(cookieOf(answer)).toMatch(/^credenza_refresh=; Path=\/api\/auth; Max-Age=0; HttpOnly; SameSite=Strict$/);
    await kit.http.post('/api/auth/refresh').set('cookie', pairOf(cookie)).expect(401);
  });

  test('with a cookie that is no token is not signed in, and nothing breaks', async () => {
    for (const cookie of [
      'credenza_refresh=nonsense',
      'credenza_refresh',
      'credenza_refresh=',
      '=;;=',
      '__proto__=x',
    ]) {
      await kit.http.post('/api/auth/refresh').set('cookie', cookie).expect(401);
    }
  });

  test('that took its token out of the cookie cannot join its own tabs with it', async () => {
    const { cookie } = await browser();
    await kit.http.post('/api/auth/refresh').set('cookie', pairOf(cookie)).expect(200);
    await kit.http
      .post('/api/auth/refresh')
      .send({ refreshToken: pairOf(cookie).split('=')[1] })
      .expect(401);
  });
});

describe('a page of another site', () => {
  const other = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };

  test('cannot refresh or end the session of a visitor', async () => {
    const { cookie } = await browser();
    for (const path of ['/api/auth/refresh', '/api/auth/logout']) {
      await kit.http.post(path).set('cookie', pairOf(cookie)).set(other).expect(403);
    }
    await kit.http.post('/api/auth/refresh').set('cookie', pairOf(cookie)).expect(200);
  });

  test('cannot sign a visitor in as somebody else', async () => {
    const { email } = await newcomer(kit);
    await kit.http.post('/api/auth/login').set(other).send({ email, password, client: 'browser' }).expect(403);
    const account = { email: freshEmail(), password, name: 'Eve', role: 'buyer', client: 'browser' };
    await kit.http.post('/api/auth/register').set(other).send(account).expect(403);
  });

  test('cannot do it with a form either, whose bodies are no JSON', async () => {
    const { cookie } = await browser();
    await kit.http
      .post('/api/auth/refresh')
      .set('cookie', pairOf(cookie))
      .set('content-type', 'application/x-www-form-urlencoded')
      .send('a=b')
      .expect(415);
  });
});
