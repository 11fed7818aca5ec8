import { type MemberRole, TokenClaims, tokenAudience, tokenIssuer } from '@credenza/contracts';
import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Dapr } from './dapr.ts';
import { Forbidden, Unauthenticated, Unavailable } from './errors.ts';
import type { User } from './route.ts';

/** Where the auth service shows its public keys. */
export const jwksPath = '/api/auth/jwks.json';

const KeySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

const freshMs = 10 * 60_000;
/** A token with an unknown key id makes us look for new keys, but not more often than this, whether that succeeds or not. */
const cooldownMs = 5_000;
/** Without any key nobody can be served, as when this service is up before the auth service; then it looks more often. */
const keylessCooldownMs = 1_000;

/**
 * Finds signing keys in the auth service's key set, read through the sidecar and kept for ten minutes; a key id that is
 * not known yet (a rotation) makes it read anew.
 *
 * @param dapr the sidecar
 * @returns a key finder for jose
 */
export function remoteKeys(dapr: Dapr): JWTVerifyGetKey {
  let keys: JWTVerifyGetKey | undefined;
  let known = new Set<unknown>();
  let readAt = 0;
  let triedAt = 0;
  let reading: Promise<void> | undefined;

  async function read(): Promise<void> {
    const set = KeySet.parse(await dapr.read('auth', jwksPath));
    known = new Set(set.keys.map((key) => key.kid));
    keys = createLocalJWKSet(set as JSONWebKeySet);
    readAt = Date.now();
  }

  return async (header, token) => {
    const now = Date.now();
    const outdated = now - readAt > freshMs || !known.has(header.kid);
    if (outdated && (reading || now - triedAt > (keys ? cooldownMs : keylessCooldownMs))) {
      reading ??= read().finally(() => {
        reading = undefined;
        triedAt = Date.now();
      });
      // Old keys still verify old tokens while the auth service is away.
      await reading.catch(() => undefined);
    }
    if (!keys) throw new Unavailable('The auth service does not answer.');
    return await keys(header, token);
  };
}

/** Turns a bearer token into a user. */
export type TokenCheck = (token: string) => Promise<User>;

/**
 * Makes the check of access tokens: EdDSA signature, issuer, audience, expiry and the shape of the claims.
 *
 * @param keys finds the key for a token's `kid`
 * @returns the check; it throws Unauthenticated for any token that does not hold
 */
export function tokenCheck(keys: JWTVerifyGetKey): TokenCheck {
  const seen = new LRUCache<string, { user: User; exp: number }>({ max: 10_000, ttl: 60_000 });
  return async (token) => {
    const before = seen.get(token);
    if (before && before.exp * 1_000 > Date.now()) return before.user;
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: tokenIssuer,
        audience: tokenAudience,
        algorithms: ['EdDSA'],
        typ: 'at+jwt',
      });
      const claims = TokenClaims.parse(payload);
      const user = {
        id: claims.sub,
        role: claims.role,
        name: claims.name,
        sessionId: claims.sid,
        // A shop bears its founder's id, so a token that names none means the seller's own.
        ...(claims.role === 'seller' && { sellerId: claims.seller ?? claims.sub, member: claims.member ?? 'owner' }),
      };
      seen.set(token, { user, exp: claims.exp });
      return user;
    } catch (error) {
      if (error instanceof Unavailable) throw error;
      throw new Unauthenticated('The access token is not valid (any more).');
    }
  };
}

/**
 * Says for which shop somebody acts.
 *
 * @param user who is signed in
 * @param need `owner` when staff may not do it
 * @returns the shop's id
 * @throws Forbidden when the user works for no shop, or not as what is needed
 */
export function sellerOf(user: User, need: MemberRole = 'staff'): NonNullable<User['sellerId']> {
  if (user.sellerId === undefined) throw new Forbidden('Only members of a shop may do this.');
  if (need === 'owner' && user.member !== 'owner') throw new Forbidden('Only an owner of the shop may do this.');
  return user.sellerId;
}
