import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';

/** After a long outage: every dead mail gets another chance. */
export const replayMails = route({
  method: 'post',
  path: '/api/notifications/admin/mails/replay',
  summary: 'Try every dead mail again, with all tries anew.',
  role: 'admin',
  status: 202,
  reply: z.object({ replayed: z.int().min(0) }),
  async handle({ user }, ctx: Context) {
    const replayed = await ctx.mails.replay(ctx.now());
    const detail = { replayed };
    await ctx.audit.record({ act: 'mails.replayed', actor: user.id, subject: 'mails', outcome: 'done', detail });
    ctx.worker.wake();
    return { replayed };
  },
});
