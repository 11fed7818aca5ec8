import { Role, SessionId, UserId } from '@credenza/contracts';
import type { Stored } from '@credenza/service-kit';
import { z } from 'zod';
import { RefreshToken } from './refresh-token.ts';
import type { Session } from './session.ts';
import type { UserState } from './user.ts';

/** What a user sees of the own account. */
export const Profile = z.object({ userId: UserId, email: z.string(), name: z.string(), role: Role });

/** The answer to whoever has signed in or stayed so. */
export const SignedIn = z.object({
  accessToken: z.string(),
  expiresIn: z.int().meta({ description: 'how long the access token is valid, in seconds' }),
  user: Profile,
  refreshToken: RefreshToken.optional().meta({ description: 'missing for browsers, which get it as a cookie' }),
});

/** One session as its owner sees it. */
export const SessionView = z.object({
  sessionId: SessionId,
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  userAgent: z.string(),
  current: z.boolean().meta({ description: 'whether it is the session of this request' }),
});

/**
 * @param user an account
 * @param role the role in which it acts now
 * @returns what its owner sees
 */
export function profile(user: Stored<UserState>, role: Role): z.input<typeof Profile> {
  return { userId: user._id, email: user.email, name: user.name, role };
}

/**
 * @param session a session
 * @param currentId the session of the request
 * @returns what its owner sees
 */
export function sessionView(
  session: Pick<Session, '_id' | 'createdAt' | 'lastUsedAt' | 'expiresAt' | 'userAgent'>,
  currentId: SessionId,
): z.input<typeof SessionView> {
  return {
    sessionId: session._id,
    createdAt: session.createdAt.toISOString(),
    lastUsedAt: session.lastUsedAt.toISOString(),
    expiresAt: session.expiresAt.toISOString(),
    userAgent: session.userAgent,
    current: session._id === currentId,
  };
}
