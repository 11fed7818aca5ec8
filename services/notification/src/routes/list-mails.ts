import { MailId, PageQuery, pageOf } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { mailStatuses } from '../mail.store.ts';
import { MailView, viewOf } from '../mail-view.ts';
import { cursorAfter, placeInList } from '../place-in-list.ts';

/** Where an admin sees what the mail server refuses. */
export const listMails = route({
  method: 'get',
  path: '/api/notifications/admin/mails',
  summary: 'Mails by status, newest first; the dead ones unless another is asked for.',
  role: 'admin',
  query: PageQuery.extend({ cursor: placeInList(MailId).optional(), status: z.enum(mailStatuses).default('dead') }),
  reply: pageOf(MailView),
  async handle({ query }, ctx: Context) {
    const found = await ctx.mails.list({ status: query.status }, query);
    const page = found.slice(0, query.limit);
    const last = found.length > page.length ? page.at(-1) : undefined;
    return { items: page.map(viewOf), ...(last && { nextCursor: cursorAfter({ at: last.createdAt, id: last._id }) }) };
  },
});
