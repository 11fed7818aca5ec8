import type { IncomingMessage } from 'node:http';
import { type Stored, Unauthenticated } from '@credenza/service-kit';
import { type ClientKind, clientMarker } from './client.ts';
import type { Context } from './context.ts';
import { familyHash, rotationSalt } from './refresh-token.ts';
import { decideRefresh, type Session } from './session.ts';
import type { UserState } from './user.ts';

/** A client that shows its refresh token. */
export interface Shown {
  token: string;
  kind: ClientKind;
  request: IncomingMessage;
}

/** Who goes on with which session and which token. */
export interface Continued {
  user: Stored<UserState>;
  session: Session;
  token: string;
}

/** One sentence for every reason, so that a stolen token tells nothing to who tries it. */
const signInAgain = 'The refresh token is not valid (any more). Sign in again.';

/** When the token was rotated between reading and writing, the second look finds that out and needs no write. */
const looks = 3;

/**
 * Exchanges a refresh token for its successor.
 *
 * @param shown the token and the client that shows it
 * @param ctx the context
 * @returns the account, the session and the newest token
 * @throws Unauthenticated when the session is over, or ends now because the token was used before
 */
export async function refresh(shown: Shown, ctx: Context): Promise<Continued> {
  for (let look = 0; look < looks; look += 1) {
    const session = await ctx.sessions.ofFamily(familyHash(shown.token));
    const user = session && (await ctx.users.find(session.userId));
    if (!user) break;
    const { token, request, kind } = shown;
    const marker = clientMarker(request, kind);
    const use = { token, marker, salt: rotationSalt(), passwordSerial: user.passwordSerial };
    const decision = decideRefresh(session, use, ctx.now());
    if (decision.outcome === 'over') break;
    if (decision.outcome === 'joined') return { user, session, token: decision.token };
    if (decision.outcome === 'reused') {
      await endReused(session, ctx);
      break;
    }
    if (await ctx.sessions.rotate(session, decision.change))
      return { user, session: { ...session, ...decision.change }, token: decision.token };
  }
  throw new Unauthenticated(signInAgain);
}

async function endReused(session: Session, ctx: Context): Promise<void> {
  const act = 'refresh-token.reused';
  // First, because a session that has ended tells nobody any more why; once, because its thief and its owner may come together.
  await ctx.audit.record({
    act,
    actor: session.userId,
    subject: session._id,
    outcome: 'refused',
    detail: { userAgent: session.userAgent },
    key: `${session._id}:${act}`,
  });
  await ctx.sessions.end(session, 'reuse', ctx.now());
}
