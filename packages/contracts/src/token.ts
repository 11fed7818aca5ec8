import { z } from 'zod';
import { SessionId, UserId } from './ids.ts';

export const Role = z.enum(['buyer', 'seller', 'admin']);
export type Role = z.infer<typeof Role>;

/** What a member may do: an owner everything, staff all but members, payout account and closing. */
export const MemberRole = z.enum(['owner', 'staff']);
export type MemberRole = z.infer<typeof MemberRole>;

export const tokenIssuer = 'credenza-auth';
export const tokenAudience = 'credenza';
/** How long an access token is valid, in seconds. */
export const accessTokenSeconds = 600;

/** The claims of an access token (RFC 9068 in spirit): who, in which session, in which role. */
export const TokenClaims = z.object({
  sub: UserId,
  sid: SessionId,
  role: Role,
  name: z.string().max(100),
  /** The shop that a seller works for, and as what. */
  seller: UserId.optional(),
  member: MemberRole.optional(),
  exp: z.int(),
  iat: z.int(),
});
export type TokenClaims = z.infer<typeof TokenClaims>;
