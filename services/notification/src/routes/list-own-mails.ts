import { MailId, PageQuery, pageOf } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { OwnMailView, ownViewOf } from '../mail-view.ts';
import { cursorAfter, placeInList } from '../place-in-list.ts';

/** Whether a mail that has not come was sent, and to which address. */
export const listOwnMails = route({
  method: 'get',
  path: '/api/notifications/mails',
  summary: 'The mails that were sent to you, newest first; kept for 60 days.',
  role: 'user',
  query: PageQuery.extend({ cursor: placeInList(MailId).optional() }),
  reply: pageOf(OwnMailView),
  async handle({ query, user }, ctx: Context) {
    const found = await ctx.mails.list({ userId: user.id }, query);
    const page = found.slice(0, query.limit);
    const last = found.length > page.length ? page.at(-1) : undefined;
    return {
      items: page.map(ownViewOf),
      ...(last && { nextCursor: cursorAfter({ at: last.createdAt, id: last._id }) }),
    };
  },
});
