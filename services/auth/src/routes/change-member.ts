import { MemberRole, UserId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import { changeShop } from '../change-shop.ts';
import type { Context } from '../context.ts';
import { MemberView, memberViews } from '../member-view.ts';
import { changeRole } from '../members.ts';
import { ownShop } from '../membership.ts';

export const changeMember = route({
  method: 'patch',
  path: '/api/auth/shop/members/:userId',
  summary: 'Make a member an owner, or an owner staff; only for owners, and never the last one.',
  role: 'seller',
  ifMatch: 'optional',
  params: z.object({ userId: UserId }),
  body: z.object({ role: MemberRole }),
  reply: z.object({ items: z.array(MemberView) }),
  problems: ['conflict'],
  async handle({ user, params: { userId }, body: { role }, ifVersion }, ctx: Context) {
    const { shop } = await ownShop(user, ctx, 'owner');
    const change = { userId, role };
    const about = { act: 'member.changed', actor: user.id, detail: change, ifVersion };
    const after = await changeShop(shop._id, (now) => changeRole(now, user.id, change), about, ctx);
    return { items: await memberViews(after, ctx.users) };
  },
});
