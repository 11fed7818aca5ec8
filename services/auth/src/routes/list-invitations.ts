import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { InvitationView, invitationView } from '../member-view.ts';
import { ownShop } from '../membership.ts';

export const listInvitations = route({
  method: 'get',
  path: '/api/auth/shop/invitations',
  summary: 'Who is asked to work for your shop and has not come yet; only for owners, at most 20.',
  role: 'seller',
  reply: z.object({ items: z.array(InvitationView) }),
  async handle({ user }, ctx: Context) {
    const { shop } = await ownShop(user, ctx, 'owner');
    return { items: shop.invitations.map(invitationView) };
  },
});
