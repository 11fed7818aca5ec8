import { job } from '@credenza/service-kit';
import type { Context } from '../context.ts';

/** Goes on with bulk changes that a crash has broken off. */
export const goOnInBulk = job({
  name: 'go-on-in-bulk',
  schedule: '@every 10s',
  summary: 'Goes on with bulk changes that were broken off.',
  async run(ctx: Context) {
    await ctx.bulkRunner.goOn();
  },
});
