import { Conflict, type Decision, Forbidden, type Stored } from '@credenza/service-kit';
import { z } from 'zod';

export const BatchState = z.enum(['proposed', 'approved', 'discarded']);
export type BatchState = z.infer<typeof BatchState>;

/** Who may approve a batch: anyone of the admins, or another one than has created it (four eyes). */
export const ApprovalPolicy = z.enum(['anyone', 'other']);
export type ApprovalPolicy = z.infer<typeof ApprovalPolicy>;

/** Payouts that are decided on together. */
export interface Batch {
  currency: string;
  state: BatchState;
  /** How many payouts there are, and what they come to in minor units, as proposed. */
  count: number;
  amount: number;
  createdBy: string;
  createdAt: Date;
  decidedBy?: string | undefined;
  decidedAt?: Date | undefined;
  /** Since when its payouts have yet to be told of the decision; missing when all of them know. */
  openAt?: Date | undefined;
}

/**
 * Decides on a batch.
 *
 * @param batch its present state
 * @param decision `approved` or `discarded`
 * @param adminId who decides
 * @param policy who may approve
 * @param now the time
 * @returns the change; undefined when it was decided so before
 * @throws Conflict when it was decided otherwise; Forbidden when somebody else has to approve it
 */
export function decideBatch(
  batch: Stored<Batch>,
  decision: Exclude<BatchState, 'proposed'>,
  adminId: string,
  policy: ApprovalPolicy,
  now: Date,
): Decision<Batch> | undefined {
  if (batch.state === decision) return undefined;
  if (batch.state !== 'proposed') throw new Conflict(`The batch is ${batch.state} already.`);
  if (decision === 'approved' && policy === 'other' && adminId === batch.createdBy)
    throw new Forbidden('Another admin than the one who created the batch has to approve it.');
  return { state: { state: decision, decidedBy: adminId, decidedAt: now, openAt: now }, facts: [] };
}

/**
 * Takes in that every payout knows of the decision.
 *
 * @param batch its present state
 * @returns the change; undefined when the batch knows it already
 */
export function closeBatch(batch: Stored<Batch>): Decision<Batch> | undefined {
  return batch.openAt && { state: { openAt: undefined }, facts: [] };
}
