import { WatchId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';

export const endWatch = route({
  method: 'delete',
  path: '/api/notifications/watches/:watchId',
  summary: 'Watch something no longer.',
  role: 'buyer',
  params: z.object({ watchId: WatchId }),
  problems: ['not-found'],
  async handle({ params, user }, ctx: Context) {
    await ctx.watches.remove(user.id, params.watchId);
  },
});
