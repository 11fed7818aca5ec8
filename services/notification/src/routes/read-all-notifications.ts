import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';

/** Clears the bell. */
export const readAllNotifications = route({
  method: 'post',
  path: '/api/notifications/read',
  summary: 'Mark all your notifications as read.',
  role: 'user',
  reply: z.object({ read: z.int().min(0).meta({ description: 'how many were unread until now' }) }),
  async handle({ user }, ctx: Context) {
    return { read: await ctx.notifications.readAll(user.id, ctx.now()) };
  },
});
