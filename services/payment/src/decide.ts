import type { BatchId } from '@credenza/contracts';
import { changeAudited, type Stored } from '@credenza/service-kit';
import { type Batch, decideBatch } from './batch.ts';
import type { Context } from './context.ts';
import { tellPayouts } from './tell-payouts.ts';

/**
 * Decides on a batch, once it is written down who does, and tells its payouts.
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
  const act = `payouts.${decision}`;
  const rule = (batch: Stored<Batch>) => decideBatch(batch, decision, adminId, ctx.payoutApproval, ctx.now());
  const batch = await changeAudited(ctx.batches.aggregates, batchId, rule, {
    audit: ctx.audit,
    entriesOf: ({ currency, count, amount }) => [
      {
        act,
        actor: adminId,
        subject: batchId,
        outcome: 'done',
        key: `${batchId}:${act}:${adminId}`,
        detail: { currency, count, amount },
      },
    ],
  });
  if (batch.openAt) await tellPayouts(batch, ctx);
  return batch;
}
