import { PageQuery, PrivacyRequestId, pageOf, UserId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { PrivacyView, privacyView } from '../privacy-view.ts';
import { signedIn } from '../signed-in.ts';

export const listPrivacyRequests = route({
  method: 'get',
  path: '/api/auth/privacy/requests',
  summary: 'Exports and erasures, the newest first: your own, or all for an admin.',
  role: 'user',
  query: PageQuery.extend({
    cursor: PrivacyRequestId.optional().meta({ description: 'the nextCursor of the page before' }),
    userId: UserId.optional().meta({ description: 'for admins; anybody else sees only their own' }),
  }),
  reply: pageOf(PrivacyView),
  async handle({ user, query: { limit, cursor, userId } }, ctx: Context) {
    await signedIn(user, ctx);
    const whose = user.role === 'admin' ? userId : user.id;
    const found = await ctx.privacyRequests.list({ userId: whose, limit: limit + 1, after: cursor });
    const items = found.slice(0, limit);
    const nextCursor = found.length > limit ? items.at(-1)?._id : undefined;
    return { items: items.map(privacyView), nextCursor };
  },
});
