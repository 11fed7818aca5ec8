import { InvitationId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import { changeShop } from '../change-shop.ts';
import type { Context } from '../context.ts';
import { takeBack } from '../invitations.ts';
import { ownShop } from '../membership.ts';

export const revokeInvitation = route({
  method: 'delete',
  path: '/api/auth/shop/invitations/:invitationId',
  summary: 'Take an invitation back; only for owners.',
  role: 'seller',
  params: z.object({ invitationId: InvitationId }),
  async handle({ user, params: { invitationId } }, ctx: Context) {
    const { shop } = await ownShop(user, ctx, 'owner');
    const about = { act: 'invitation.revoked', actor: user.id, detail: { invitationId } };
    await changeShop(shop._id, (now) => takeBack(now, user.id, invitationId), about, ctx);
  },
});
