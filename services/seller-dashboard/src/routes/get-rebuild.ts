import { NotFound, route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';

const Reply = z.object({
  generation: z.int(),
  status: z.enum(['running', 'done', 'failed']),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().optional(),
  events: z.int().meta({ description: 'journal events taken in so far' }),
  carried: z.int().meta({ description: 'entries kept from before, because the journals do not reach back to them' }),
  error: z.string().optional(),
});

export const getRebuild = route({
  method: 'get',
  path: '/api/seller/admin/rebuild',
  summary: 'How the last rebuild stands.',
  role: 'admin',
  reply: Reply,
  problems: ['not-found'],
  async handle(_input, ctx: Context): Promise<z.input<typeof Reply>> {
    const state = await ctx.model.generations.rebuild();
    if (!state) throw new NotFound('rebuild');
    const { startedAt, finishedAt, ...rest } = state;
    return { ...rest, startedAt: startedAt.toISOString(), finishedAt: finishedAt?.toISOString() };
  },
});
