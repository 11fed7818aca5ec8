import { Reply, route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { noRefreshCookie } from '../refresh-cookie.ts';
import { familyHash } from '../refresh-token.ts';
import { shownToken, TokenBody } from '../shown-token.ts';

export const logout = route({
  method: 'post',
  path: '/api/auth/logout',
  summary: 'End the session of the refresh token, or else of the access token; nothing happens when there is neither.',
  role: 'optional',
  body: TokenBody,
  problems: ['forbidden'],
  async handle(input, ctx: Context) {
    const shown = shownToken(input, ctx.settings.publicUrl);
    const session = shown
      ? await ctx.sessions.ofFamily(familyHash(shown.token))
      : input.user && { _id: input.user.sessionId, userId: input.user.id };
    if (session) await ctx.sessions.end(session, 'logout', ctx.now());
    return new Reply(undefined, { headers: { 'set-cookie': [noRefreshCookie(ctx.settings.secure)] } });
  },
});
