import { type Stored, Unauthenticated, type User } from '@credenza/service-kit';
import type { Context } from './context.ts';
import { isLive, type Session } from './session.ts';
import type { UserState } from './user.ts';

/**
 * Looks behind an access token: elsewhere it holds until it expires, here only as long as its session.
 *
 * @param user who the token names
 * @param ctx the context
 * @returns the account and the session
 * @throws Unauthenticated when the session has ended
 */
export async function signedIn(user: User, ctx: Context): Promise<{ account: Stored<UserState>; session: Session }> {
  const [account, session] = await Promise.all([ctx.users.find(user.id), ctx.sessions.find(user.sessionId)]);
  if (!account || !session || !isLive(session, account.passwordSerial, ctx.now())) {
    throw new Unauthenticated('The session has ended. Sign in again.');
  }
  return { account, session };
}
