import { Notification, NotificationId, PageQuery, pageOf } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { cursorAfter, placeInList } from '../place-in-list.ts';

/** What the bell opens. */
export const listNotifications = route({
  method: 'get',
  path: '/api/notifications',
  summary: 'Your notifications, newest first, and how many are unread.',
  role: 'user',
  query: PageQuery.extend({
    cursor: placeInList(NotificationId).optional(),
    unread: z.stringbool({ truthy: ['true'], falsy: ['false'] }).default(false),
  }),
  reply: pageOf(Notification).extend({ unread: z.int().min(0) }),
  async handle({ query, user }, ctx: Context) {
    const [found, unread] = await Promise.all([
      ctx.notifications.list(user.id, query),
      ctx.notifications.unread(user.id),
    ]);
    const items = found.slice(0, query.limit);
    const last = found.length > items.length ? items.at(-1) : undefined;
    const next = last && { nextCursor: cursorAfter({ at: new Date(last.createdAt), id: last.notificationId }) };
    return { items, unread, ...next };
  },
});
