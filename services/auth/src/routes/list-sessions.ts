import { PageQuery, pageOf, SessionId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { SessionView, sessionView } from '../replies.ts';
import { signedIn } from '../signed-in.ts';

export const listSessions = route({
  method: 'get',
  path: '/api/auth/sessions',
  summary: 'Where the user is signed in, the newest first.',
  role: 'user',
  query: PageQuery.extend({ cursor: SessionId.optional().meta({ description: 'the nextCursor of the page before' }) }),
  reply: pageOf(SessionView),
  async handle({ user, query: { limit, cursor } }, ctx: Context) {
    const { account } = await signedIn(user, ctx);
    const found = await ctx.sessions.list(user.id, {
      passwordSerial: account.passwordSerial,
      now: ctx.now(),
      before: cursor,
      limit: limit + 1,
    });
    const items = found.slice(0, limit);
    const nextCursor = found.length > limit ? items.at(-1)?._id : undefined;
    return { items: items.map((session) => sessionView(session, user.sessionId)), nextCursor };
  },
});
