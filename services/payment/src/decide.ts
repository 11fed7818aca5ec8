import type { BatchId } from '@credenza/contracts';
import type { Stored } from '@credenza/service-kit';
import { type Batch, decideBatch } from './batch.ts';
import type { Context } from './context.ts';
import { tellPayouts } from './tell-payouts.ts';

/**
 * Decides on a batch, writes down who did, and tells its payouts.
 *
 * @param batchId the batch
 * @param decision `approved` or `discarded`
 * @param adminId who decides
 * @param ctx the stores, the policy and the clock
 * @returns the batch as it is then
 * @throws NotFound, Conflict when it was decided otherwise, Forbidden when another admin has to approve it
 */
export async function decide(
  batchId: BatchId,
  decision: 'approved' | 'discarded',
  adminId: string,
  ctx: Context,
): Promise<Stored<Batch>> {
  let mine = false;
  const batch = await ctx.batches.aggregates.change(batchId, (present) => {
    const change = decideBatch(present, decision, adminId, ctx.payoutApproval, ctx.now());
    mine = change !== undefined;
    return change;
  });
  const { currency, count, amount } = batch;
  if (mine) {
    const act = { act: `payouts.${decision}`, actor: adminId, subject: batchId, outcome: 'done' as const };
    await ctx.audit.record({ ...act, detail: { currency, count, amount } });
  }
  if (batch.openAt) await tellPayouts(batch, ctx);
  return batch;
}
