import { Reply, route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { noRefreshCookie } from '../refresh-cookie.ts';
import { familyHash } from '../refresh-token.ts';
import { shownToken, TokenBody } from '../shown-token.ts';

export const logout = route({
  method: 'post',
  path: '/api/auth/logout',
  summary: 'End the session of the refresh token, or else of the access token; nothing happens when there is neither.',
  // Whoever leaves may come late: an access token that has expired must not keep a session open.
  role: 'public',
  body: TokenBody,
  problems: ['unauthenticated', 'forbidden'],
  async handle(input, ctx: Context) {
    const shown = shownToken(input, ctx.settings.publicUrl);
    const session = shown
      ? await ctx.sessions.ofFamily(familyHash(shown.token))
      : await ofAccessToken(input.request.headers.authorization, ctx);
    if (session && (await ctx.sessions.end(session, 'logout', ctx.now()))) {
      await ctx.audit.record({ act: 'logout', actor: session.userId, subject: session._id, outcome: 'done' });
    }
    return new Reply(undefined, { headers: { 'set-cookie': [noRefreshCookie(ctx.settings.secure)] } });
  },
});

async function ofAccessToken(authorization: string | undefined, ctx: Context) {
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return undefined;
  const { id, sessionId } = await ctx.checkToken(token);
  return { _id: sessionId, userId: id };
}
