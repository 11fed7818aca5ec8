import { InvitationId, MemberRole, newId } from '@credenza/contracts';
import { Reply, route } from '@credenza/service-kit';
import { z } from 'zod';
import { changeShop } from '../change-shop.ts';
import type { Context } from '../context.ts';
import { Email } from '../email.ts';
import { newInvitationToken } from '../invitation.ts';
import { invite } from '../invitations.ts';
import { InvitationView, invitationView } from '../member-view.ts';
import { ownShop } from '../membership.ts';
import { userByEmail } from '../user.store.ts';

export const inviteMember = route({
  method: 'post',
  path: '/api/auth/shop/invitations',
  summary: 'Ask somebody by mail to work for your shop; only for owners. The link is good for a week.',
  role: 'seller',
  idempotency: 'optional',
  status: 201,
  body: z.object({ email: Email, role: MemberRole }),
  reply: InvitationView,
  limit: { points: 30, seconds: 3_600 },
  problems: ['conflict'],
  async handle({ user, body }, ctx: Context) {
    const { shop, account } = await ownShop(user, ctx, 'owner');
    const host = { userId: user.id, name: account.name };
    const guest = {
      ...body,
      invitationId: newId(InvitationId),
      account: (await userByEmail(ctx.users, body.email))?._id,
    };
    const sending = { token: newInvitationToken(), now: ctx.now() };
    const detail = { invitationId: guest.invitationId, role: body.role };
    const about = { act: 'member.invited', actor: user.id, detail };
    const after = await changeShop(shop._id, (now) => invite(now, host, guest, sending), about, ctx);
    const invitation = after.invitations.find(({ invitationId }) => invitationId === guest.invitationId);
    if (!invitation) throw new Error('The invitation that was just written is not there.');
    return new Reply(invitationView(invitation), { status: 201 });
  },
});
