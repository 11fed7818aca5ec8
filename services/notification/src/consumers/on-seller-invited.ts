import { sellerInvited } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { mailOf } from '../mail.ts';
import { invitationMail } from '../mails/invitation.ts';

/** Brings the link to whoever is asked to work for a shop; each sending is a mail of its own. */
export const onSellerInvited = consumer(sellerInvited, async (event, ctx: Context) => {
  const { data } = event;
  if (new Date(data.expiresAt) <= ctx.now()) return;
  const to = { userId: data.invitationId, name: data.email, email: data.email };
  const mail = mailOf({ about: event.id, template: 'invitation' }, to, invitationMail(to, data, ctx.shop));
  await ctx.mails.post([mail], ctx.now());
  ctx.worker.wake();
});
