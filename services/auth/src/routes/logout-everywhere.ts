import { Reply, route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { noRefreshCookie } from '../refresh-cookie.ts';
import { signedIn } from '../signed-in.ts';

export const logoutEverywhere = route({
  method: 'post',
  path: '/api/auth/logout-everywhere',
  summary: 'End all sessions of the user, this one too.',
  role: 'user',
  async handle({ user }, ctx: Context) {
    await signedIn(user, ctx);
    const ended = await ctx.sessions.endAll(user.id, 'logout-everywhere', { now: ctx.now() });
    await ctx.audit.record({
      act: 'sessions.ended',
      actor: user.id,
      subject: user.id,
      outcome: 'done',
      detail: { ended },
    });
    return new Reply(undefined, { headers: { 'set-cookie': [noRefreshCookie(ctx.settings.secure)] } });
  },
});
