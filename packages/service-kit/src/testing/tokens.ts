import {
  accessTokenSeconds,
  newId,
  type Role,
  SessionId,
  tokenAudience,
  tokenIssuer,
  UserId,
} from '@credenza/contracts';
import { exportJWK, generateKeyPair, type JWTVerifyGetKey, SignJWT } from 'jose';

/** Somebody who calls the service in a test. */
export interface TestUser {
  userId: UserId;
  role: Role;
  name: string;
  /** The `Authorization` header. */
  authorization: string;
}

/** Signs tokens the way the auth service does, with a key of the test's own. */
export interface TokenIssuer {
  keys: JWTVerifyGetKey;
  /**
   * @param role the role
   * @param claims claims that differ from the usual ones, for tests of bad tokens
   * @returns somebody new with a token that is valid for `accessTokenSeconds`
   */
  user(role: Role, claims?: Record<string, unknown>): Promise<TestUser>;
}

/**
 * @returns an issuer with a fresh key
 */
export async function makeTokenIssuer(): Promise<TokenIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
  const kid = (await exportJWK(publicKey)).x;
  return {
    keys: async () => publicKey,
    async user(role, claims = {}) {
      const userId = newId(UserId);
      const name = `Test ${role}`;
      const now = Math.floor(Date.now() / 1_000);
      const token = await new SignJWT({
        sub: userId,
        sid: newId(SessionId),
        role,
        name,
        iss: tokenIssuer,
        aud: tokenAudience,
        iat: now,
        exp: now + accessTokenSeconds,
        ...claims,
      })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: kid ?? 'test' })
        .sign(privateKey);
      return { userId, role, name, authorization: `Bearer ${token}` };
    },
  };
}
