import type { Stored } from '@credenza/service-kit';
import { type Batch, closeBatch } from './batch.ts';
import type { Context } from './context.ts';
import { approvePayout, skipPayout } from './payout.ts';

/**
 * Tells every payout of a batch how it was decided. Safe to run twice and at once; what a crash left undone, the job does.
 *
 * @param batch an approved or discarded batch
 * @param ctx the stores and the clock
 */
export async function tellPayouts(batch: Stored<Batch>, ctx: Context): Promise<void> {
  const { aggregates } = ctx.payouts;
  const rule = (payout: Parameters<typeof approvePayout>[0]) =>
    batch.state === 'approved' ? approvePayout(payout, ctx.now()) : skipPayout(payout, 'discarded', ctx.now());
  for (
    let left = await ctx.payouts.undecided(batch._id);
    left.length > 0;
    left = await ctx.payouts.undecided(batch._id)
  )
    await aggregates.changeMany(left, rule);
  await ctx.batches.aggregates.change(batch._id, closeBatch);
}
