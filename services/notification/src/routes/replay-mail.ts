import { MailId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';

/** One dead mail gets another chance. */
export const replayMail = route({
  method: 'post',
  path: '/api/notifications/admin/mails/:mailId/replay',
  summary: 'Try a dead mail again, with all tries anew.',
  role: 'admin',
  params: z.object({ mailId: MailId }),
  status: 202,
  reply: z.object({ replayed: z.int().min(0) }),
  problems: ['not-found'],
  async handle({ params, user }, ctx: Context) {
    const replayed = await ctx.mails.replay(ctx.now(), params.mailId);
    await ctx.audit.record({ act: 'mail.replayed', actor: user.id, subject: params.mailId, outcome: 'done' });
    ctx.worker.wake();
    return { replayed };
  },
});
