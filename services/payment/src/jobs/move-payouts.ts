import { job } from '@credenza/service-kit';
import { advancePayoutOrLater } from '../advance-payout.ts';
import type { Context } from '../context.ts';
import { tellPayouts } from '../tell-payouts.ts';

/** Payouts that one run takes at most, and goes on with at once. */
const perRun = 1_000;
const atOnce = 8;

/** Goes on with payouts: takes the money of approved ones, sends them to the bank, and asks what became of them. */
export const movePayouts = job({
  name: 'move-payouts',
  schedule: '@every 10s',
  summary: 'Sends approved payouts to the bank, and asks it what became of them.',
  async run(ctx: Context) {
    for (const batch of await ctx.batches.open()) await tellPayouts(batch, ctx);
    let left = perRun;
    const worker = async () => {
      while (left > 0) {
        left -= 1;
        const payout = await ctx.payouts.takeDue(ctx.now());
        if (!payout) return;
        await advancePayoutOrLater(payout, ctx);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
  },
});
