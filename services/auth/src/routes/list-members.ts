import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { MemberView, memberViews } from '../member-view.ts';
import { ownShop } from '../membership.ts';

export const listMembers = route({
  method: 'get',
  path: '/api/auth/shop/members',
  summary: 'Who works for your shop; at most 50.',
  role: 'seller',
  reply: z.object({ items: z.array(MemberView) }),
  async handle({ user }, ctx: Context) {
    const { shop } = await ownShop(user, ctx);
    return { items: await memberViews(shop, ctx.users) };
  },
});
