import { job } from '@credenza/service-kit';
import type { Context } from '../context.ts';

/** Goes on with shops whose products a crash has left out of step. */
export const followShops = job({
  name: 'follow-shops',
  schedule: '@every 10s',
  summary: 'Brings products in step with shops that have opened, closed or changed their name.',
  async run(ctx: Context) {
    while (await ctx.follower.follow());
  },
});
