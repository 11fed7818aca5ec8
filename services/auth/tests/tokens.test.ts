import { generateKeyPairSync } from 'node:crypto';
import { TokenClaims, tokenAudience, tokenIssuer } from '@credenza/contracts';
import type { Harness } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JSONWebKeySet, jwtVerify, SignJWT } from 'jose';
import type { Context } from '../src/context.ts';
import { Clock, newcomer, type Person, startAuth, startReplica } from './harness.ts';

let kit: Harness<Context>;
let person: Person;

beforeAll(async () => {
  kit = await startAuth();
  person = await newcomer(kit);
});
afterAll(() => kit?.stop());

const me = (token: string) => kit.http.get('/api/auth/me').set('authorization', `Bearer ${token}`);

async function keySet(): Promise<JSONWebKeySet> {
  return (await kit.http.get('/api/auth/jwks.json').expect(200)).body;
}

describe('an access token', () => {
  test('says who, in which session, for ten minutes, and verifies with the public keys', async () => {
    const { payload, protectedHeader } = await jwtVerify(person.accessToken, createLocalJWKSet(await keySet()), {
      issuer: tokenIssuer,
      audience: tokenAudience,
    });
    expect(protectedHeader).toEqual({ alg: 'EdDSA', typ: 'at+jwt', kid: expect.any(String) });
    const claims = TokenClaims.parse(payload);
    expect(claims).toMatchObject({ sub: person.userId, role: 'buyer', name: 'Alma' });
    expect(claims.exp - claims.iat).toBe(600);
  });

  test('is refused after its ten minutes', async () => {
    const clock = new Clock();
    clock.move(-601_000);
    const past = await startReplica(kit, {}, clock.now);
    try {
      const old = await newcomer(past);
      await me(old.accessToken).expect(401);
    } finally {
      await past.stop();
    }
  });

  test('is refused without a signature, with another one and with changed claims', async () => {
    const [header = '', payload = '', signature = ''] = person.accessToken.split('.');
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const admin = part({ ...decodeJwt(person.accessToken), role: 'admin' });
    const none = part({ alg: 'none', typ: 'at+jwt' });
    await me(person.accessToken).expect(200);
    await me(`${none}.${payload}.`).expect(401);
    await me(`${none}.${admin}.${signature}`).expect(401);
    await me(`${header}.${admin}.${signature}`).expect(401);
    await me(`${header}.${payload}.${Buffer.alloc(64).toString('base64url')}`).expect(401);
    await me(`${header}.${payload}`).expect(401);
  });

  test('is refused when somebody else signed it, even under the name of our key', async () => {
    const { kid, typ } = decodeProtectedHeader(person.accessToken);
    const { privateKey } = generateKeyPairSync('ed25519');
    const forged = (header: { alg: string; kid?: string; typ?: string }) =>
      new SignJWT(decodeJwt(person.accessToken)).setProtectedHeader(header);
    await me(await forged({ alg: 'EdDSA', kid, typ }).sign(privateKey)).expect(401);
    await me(await forged({ alg: 'EdDSA', kid: 'theirs', typ }).sign(privateKey)).expect(401);
    await me(await forged({ alg: 'EdDSA', typ }).sign(privateKey)).expect(401);
  });

  test('is refused when our public key was used as a shared secret', async () => {
    const { keys } = await keySet();
    const secret = new TextEncoder().encode(JSON.stringify(keys[0]));
    const { kid, typ } = decodeProtectedHeader(person.accessToken);
    const confused = await new SignJWT(decodeJwt(person.accessToken))
      .setProtectedHeader({ alg: 'HS256', kid, typ })
      .sign(secret);
    await me(confused).expect(401);
  });

  test('is no refresh token, and the other way round', async () => {
    await me(person.refreshToken).expect(401);
    await kit.http.post('/api/auth/refresh').send({ refreshToken: person.accessToken }).expect(400);
  });
});

describe('the public key set', () => {
  test('shows no private part and may be kept for a moment', async () => {
    const answer = await kit.http.get('/api/auth/jwks.json').expect(200);
    expect(answer.body).toEqual({
      keys: [{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', kid: expect.any(String), x: expect.any(String) }],
    });
    expect(answer.headers['cache-control']).toBe('public, max-age=15');
  });
});
