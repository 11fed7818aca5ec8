import type { IncomingMessage } from 'node:http';
import { accessTokenSeconds, newId, SessionId, UserId } from '@credenza/contracts';
import { Reply, type Stored } from '@credenza/service-kit';
import type { z } from 'zod';
import { accessToken } from './access-token.ts';
import { type ClientKind, userAgentOf } from './client.ts';
import type { Context } from './context.ts';
import { actingRole, membershipOf } from './membership.ts';
import { refreshCookie } from './refresh-cookie.ts';
import { firstToken } from './refresh-token.ts';
import { profile, type SignedIn } from './replies.ts';
import { openSession, type Session } from './session.ts';
import type { UserState } from './user.ts';

type User = Stored<UserState>;

/**
 * Opens a session for somebody whose password was right.
 *
 * @param user the account, as it was when the password was checked
 * @param client what signs in
 * @param ctx the context
 * @returns the answer, status 200 unless said otherwise
 */
export async function signIn(
  user: User,
  client: { kind: ClientKind; request: IncomingMessage; status?: number },
  ctx: Context,
): Promise<Reply<z.input<typeof SignedIn>>> {
  const token = firstToken();
  const userAgent = userAgentOf(client.request);
  const session = openSession(newId(SessionId), { user, token, userAgent }, ctx.now());
  await ctx.sessions.open(session);
  return await signedInReply(user, { session, token, ...client }, ctx);
}

/**
 * Answers with a fresh access token and the refresh token, in the way in which the client keeps it.
 *
 * @param user the account
 * @param to the session, its newest refresh token and how the client keeps it
 * @param ctx the context
 * @returns the answer
 */
export async function signedInReply(
  user: User,
  to: { session: Pick<Session, '_id' | 'expiresAt'>; token: string; kind: ClientKind; status?: number },
  ctx: Context,
): Promise<Reply<z.input<typeof SignedIn>>> {
  const now = ctx.now();
  const shop = await membershipOf(user, ctx);
  const role = actingRole(user, shop);
  const who = { userId: UserId.parse(user._id), sessionId: to.session._id, role, name: user.name, shop };
  const body = {
    accessToken: await accessToken(who, await ctx.keys.signing(), now),
    expiresIn: accessTokenSeconds,
    user: profile(user, role),
    ...(to.kind === 'other' && { refreshToken: to.token }),
  };
  const maxAgeSeconds = Math.ceil((to.session.expiresAt.getTime() - now.getTime()) / 1_000);
  const cookie = refreshCookie(to.token, { secure: ctx.settings.secure, maxAgeSeconds });
  return new Reply(body, {
    ...(to.status !== undefined && { status: to.status }),
    headers: { 'cache-control': 'no-store', ...(to.kind === 'browser' && { 'set-cookie': [cookie] }) },
  });
}
