import { MemberRole, UserId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { InvitationToken } from '../invitation.ts';
import { join } from '../join.ts';
import { memberOf } from '../shop.ts';
import { signedIn } from '../signed-in.ts';

export const acceptInvitation = route({
  method: 'post',
  path: '/api/auth/shop/invitations/accept',
  summary: 'Join the shop that has invited your address; refresh your session afterwards to act for it.',
  role: 'buyer',
  body: z.object({ token: InvitationToken }),
  reply: z.object({ sellerId: UserId, name: z.string(), role: MemberRole }),
  problems: ['conflict', 'not-found'],
  async handle({ user, body: { token } }, ctx: Context) {
    const { account } = await signedIn(user, ctx);
    const shop = await join(token, account, ctx);
    const { role } = memberOf(shop, user.id);
    const detail = { userId: user.id, role };
    await ctx.audit.record({ act: 'member.joined', actor: user.id, subject: shop._id, outcome: 'done', detail });
    return { sellerId: shop._id, name: shop.name, role };
  },
});
