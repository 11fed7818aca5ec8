import { MailId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { MailTryView, MailView, viewOf } from '../mail-view.ts';

/** One mail with what it says, and how every try to send it went. */
export const getMail = route({
  method: 'get',
  path: '/api/notifications/admin/mails/:mailId',
  summary: 'One mail with its text and every try to send it.',
  role: 'admin',
  params: z.object({ mailId: MailId }),
  reply: MailView.extend({ text: z.string(), log: z.array(MailTryView) }),
  problems: ['not-found'],
  async handle({ params }, ctx: Context) {
    const mail = await ctx.mails.get(params.mailId);
    const log = (mail.log ?? []).map(({ at, ...one }) => ({ at: at.toISOString(), ...one }));
    return { ...viewOf(mail), text: mail.text, log };
  },
});
