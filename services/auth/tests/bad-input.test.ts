import { problemTypes } from '@credenza/contracts';
import type { Harness } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Context } from '../src/context.ts';
import { newcomer, type Person, password, startAuth } from './harness.ts';

let kit: Harness<Context>;
let person: Person;

beforeAll(async () => {
  kit = await startAuth({ env: { RATE_LIMIT_FACTOR: '1000' } });
  person = await newcomer(kit);
});
afterAll(() => kit?.stop());

const paths = ['register', 'login', 'refresh', 'logout', 'password'];
const field = fc.constantFrom(
  'email',
  'password',
  'name',
  'role',
  'client',
  'refreshToken',
  'currentPassword',
  '$where',
);
const value = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.jsonValue(),
  fc.constantFrom(
    'buyer',
    'browser',
    'alma@example.com',
    { $gt: '' },
    'x'.repeat(86),
    'x'.repeat(2_000),
    '\u0000',
    '\ud800',
  ),
);
const body = fc.oneof(fc.dictionary(field, value), fc.jsonValue());

async function documented(): Promise<Record<string, string[]>> {
  const { body: api } = await kit.http.get('/api/auth/openapi.json').expect(200);
  return Object.fromEntries(
    paths.map((path) => [path, Object.keys(api.paths[`/api/auth/${path}`].post.responses)] as const),
  );
}

describe('whatever is sent', () => {
  test('gets an answer that the API page names, and never a 500', async () => {
    const statuses = await documented();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), body, async (path, sent) => {
        const answer = await kit.http
          .post(`/api/auth/${path}`)
          .set(path === 'password' ? { authorization: person.authorization } : {})
          .set('content-type', 'application/json')
          .send(JSON.stringify(sent));
        expect(answer.status).toBeLessThan(500);
        expect(statuses[path]).toContain(String(answer.status));
        if (answer.status < 400) return;
        expect(answer.headers['content-type']).toBe('application/problem+json');
        expect(Object.values(problemTypes).map((one) => one.status)).toContain(answer.body.status);
      }),
      {
        numRuns: 300,
        examples: [
          ['login', null],
          ['register', []],
          ['password', 0],
        ],
      },
    );
  });

  test.each(['register', 'login', 'password'])('%s takes no broken, foreign, huge or missing body', async (path) => {
    const post = () => kit.http.post(`/api/auth/${path}`).set('authorization', person.authorization);
    await post().set('content-type', 'application/json').send('{"email":').expect(400);
    await post().set('content-type', 'text/plain').send('email=a').expect(415);
    await post()
      .send({ email: 'x'.repeat(200_000) })
      .expect(413);
    await post().expect(400);
  });

  test('nothing of a password comes back in a refusal', async () => {
    const secret = 'short1!';
    const answer = await kit.http
      .post('/api/auth/register')
      .send({ email: secret, password: secret, name: secret, role: secret });
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain(secret);
  });
});

describe('a name with characters of any script', () => {
  test('arrives in the token and the profile as it was written', async () => {
    for (const name of ["O'Brien & Söhne", '木の家具', 'Алма', '🪑 chairs', '{"$gt":""}', '__proto__']) {
      const asked = { email: `n${Math.random()}@example.com`, password, name, role: 'seller' };
      const { body: signed } = await kit.http.post('/api/auth/register').send(asked).expect(201);
      const me = await kit.http.get('/api/auth/me').set('authorization', `Bearer ${signed.accessToken}`).expect(200);
      expect(me.body.name).toBe(name);
    }
  });
});
