import { userRegistered } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { welcome } from '../mails/welcome.ts';
import { sendMail } from '../send-mail.ts';

/** Remembers the address and welcomes its owner. */
export const onUserRegistered = consumer(userRegistered, async (event, ctx: Context) => {
  const { userId } = event.data;
  await ctx.recipients.keep(event.data);
  await sendMail([{ userId, about: userId, template: 'welcome', write: welcome }], ctx);
});
