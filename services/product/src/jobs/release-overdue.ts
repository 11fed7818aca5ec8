import { job } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { lookAfter } from '../overdue.ts';

const batch = 200;
const maxRounds = 50;

/** Gives back what was not paid in time, and what a crash left held. */
export const releaseOverdue = job({
  name: 'release-overdue',
  schedule: '@every 5s',
  summary: 'Releases reservations whose time is over.',
  async run(ctx: Context) {
    for (let round = 0; round < maxRounds; round += 1) {
      const holds = await ctx.stocks.overdue(ctx.now(), batch);
      await lookAfter(holds, ctx);
      if (holds.length < batch) return;
    }
  },
});
