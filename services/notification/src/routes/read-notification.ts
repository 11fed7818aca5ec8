import { Notification, NotificationId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';

/** One has been looked at. */
export const readNotification = route({
  method: 'post',
  path: '/api/notifications/:notificationId/read',
  summary: 'Mark one of your notifications as read; a second time changes nothing.',
  role: 'user',
  params: z.object({ notificationId: NotificationId }),
  reply: Notification,
  problems: ['not-found'],
  async handle({ params, user }, ctx: Context) {
    return await ctx.notifications.read(user.id, params.notificationId, ctx.now());
  },
});
