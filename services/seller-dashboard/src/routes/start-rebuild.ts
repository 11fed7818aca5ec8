import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';

export const startRebuild = route({
  method: 'post',
  path: '/api/seller/admin/rebuild',
  summary:
    'Make all figures anew from the journals of the services that own the events; sellers see the old ones until then.',
  role: 'admin',
  status: 202,
  reply: z.object({ generation: z.int() }),
  problems: ['conflict'],
  async handle({ user }, ctx: Context) {
    const generation = await ctx.rebuilder.begin();
    await ctx.audit.record({
      act: 'rebuild.started',
      actor: user.id,
      subject: 'seller-dashboard',
      outcome: 'done',
      detail: { generation },
    });
    return { generation };
  },
});
