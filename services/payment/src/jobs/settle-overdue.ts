import { job } from '@credenza/service-kit';
import { advanceOrLater } from '../advance.ts';
import type { Context } from '../context.ts';

/** Payments that one run takes at most, and asks about at once. */
const perRun = 200;
const atOnce = 8;

/** Asks the provider about every payment that has waited too long: a lost webhook, a dead letter, a refund in an outage. */
export const settleOverdue = job({
  name: 'settle-overdue',
  schedule: '@every 10s',
  summary: 'Asks the provider about payments that have waited too long.',
  async run(ctx: Context) {
    let left = perRun;
    const worker = async () => {
      while (left > 0) {
        left -= 1;
        const payment = await ctx.payments.takeDue('nextCheckAt', ctx.now());
        if (!payment) return;
        await advanceOrLater(payment, ctx);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
  },
});
