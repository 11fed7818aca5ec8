import { InvitationId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import { changeShop } from '../change-shop.ts';
import type { Context } from '../context.ts';
import { newInvitationToken } from '../invitation.ts';
import { sendAgain } from '../invitations.ts';
import { ownShop } from '../membership.ts';

export const resendInvitation = route({
  method: 'post',
  path: '/api/auth/shop/invitations/:invitationId/resend',
  summary: 'Send an invitation again, with another link; once a minute and five times at most.',
  role: 'seller',
  params: z.object({ invitationId: InvitationId }),
  problems: ['conflict'],
  async handle({ user, params: { invitationId } }, ctx: Context) {
    const { shop, account } = await ownShop(user, ctx, 'owner');
    const host = { userId: user.id, name: account.name };
    const sending = { token: newInvitationToken(), now: ctx.now() };
    const about = { act: 'invitation.resent', actor: user.id, detail: { invitationId } };
    await changeShop(shop._id, (now) => sendAgain(now, host, invitationId, sending), about, ctx);
  },
});
