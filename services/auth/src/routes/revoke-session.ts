import { SessionId } from '@credenza/contracts';
import { NotFound, route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { signedIn } from '../signed-in.ts';

export const revokeSession = route({
  method: 'delete',
  path: '/api/auth/sessions/:sessionId',
  summary: 'End one session of the user.',
  role: 'user',
  params: z.object({ sessionId: SessionId }),
  async handle({ user, params: { sessionId } }, ctx: Context) {
    await signedIn(user, ctx);
    const ended = await ctx.sessions.end({ _id: sessionId, userId: user.id }, 'revoked', ctx.now());
    if (!ended) throw new NotFound('session');
    await ctx.audit.record({ act: 'session.revoked', actor: user.id, subject: sessionId, outcome: 'done' });
  },
});
