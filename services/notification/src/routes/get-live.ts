import { MissedMessages } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';

/** For clients without a socket: what they would have heard on it. */
export const getLive = route({
  method: 'get',
  path: '/api/notifications/live',
  summary: 'Your live messages after the one you know, in order.',
  role: 'user',
  query: z.object({
    since: z.coerce.number().int().min(0).default(0).meta({ description: 'the seq of the last message you have seen' }),
  }),
  reply: MissedMessages,
  async handle({ query, user }, ctx: Context) {
    return await ctx.live.missed(user.id, query.since);
  },
});
