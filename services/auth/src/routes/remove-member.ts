import { UserId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import { changeShop } from '../change-shop.ts';
import type { Context } from '../context.ts';
import { removeMember as remove } from '../members.ts';
import { ownShop } from '../membership.ts';

export const removeMember = route({
  method: 'delete',
  path: '/api/auth/shop/members/:userId',
  summary: 'Take somebody out of your shop, or yourself; their sessions end. Never the last owner.',
  role: 'seller',
  params: z.object({ userId: UserId }),
  problems: ['conflict'],
  async handle({ user, params: { userId } }, ctx: Context) {
    const { shop } = await ownShop(user, ctx);
    const about = { act: 'member.removed', actor: user.id, detail: { userId } };
    await changeShop(shop._id, (now) => remove(now, user.id, userId), about, ctx);
    // Should the process die here, the sessions go on as those of a buyer: tokens are made from the members there are.
    await ctx.sessions.endAll(userId, 'removed', { now: ctx.now() });
  },
});
