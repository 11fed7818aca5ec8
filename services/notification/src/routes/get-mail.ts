import { MailId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { MailView, viewOf } from '../mail-view.ts';

/** One mail with what it says. */
export const getMail = route({
  method: 'get',
  path: '/api/notifications/admin/mails/:mailId',
  summary: 'One mail with its text.',
  role: 'admin',
  params: z.object({ mailId: MailId }),
  reply: MailView.extend({ text: z.string() }),
  problems: ['not-found'],
  async handle({ params }, ctx: Context) {
    const mail = await ctx.mails.get(params.mailId);
    return { ...viewOf(mail), text: mail.text };
  },
});
