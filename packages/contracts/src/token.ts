import { z } from 'zod';
import { SessionId, UserId } from './ids.ts';

export const Role = z.enum(['buyer', 'seller', 'admin']);
export type Role = z.infer<typeof Role>;

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
  exp: z.int(),
  iat: z.int(),
});
export type TokenClaims = z.infer<typeof TokenClaims>;
