import {
  accessTokenSeconds,
  type MemberRole,
  type Role,
  type SessionId,
  tokenAudience,
  tokenIssuer,
  type UserId,
} from '@credenza/contracts';
import { type CryptoKey, SignJWT } from 'jose';

/**
 * Signs an access token; every service takes it until it expires, even when the session ends before.
 *
 * @param who the user, in which session, and for which shop
 * @param signing the key and its id
 * @param now the time
 * @returns a JWT (RFC 9068) for `accessTokenSeconds`
 */
export async function accessToken(
  who: {
    userId: UserId;
    sessionId: SessionId;
    role: Role;
    name: string;
    shop?: { sellerId: UserId; member: MemberRole } | undefined;
  },
  signing: { kid: string; key: CryptoKey },
  now: Date,
): Promise<string> {
  const issuedAt = Math.floor(now.getTime() / 1_000);
  const shop = who.shop && { seller: who.shop.sellerId, member: who.shop.member };
  return await new SignJWT({ sid: who.sessionId, role: who.role, name: who.name, ...shop })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: signing.kid })
    .setSubject(who.userId)
    .setIssuer(tokenIssuer)
    .setAudience(tokenAudience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + accessTokenSeconds)
    .sign(signing.key);
}
