import { Amount, BatchId, Currency, PayoutId, UserId } from '@credenza/contracts';
import type { Stored } from '@credenza/service-kit';
import { z } from 'zod';
import { type Batch, BatchState } from './batch.ts';
import { type Payout, PayoutState } from './payout.ts';

/** A payout as its shop and admins see it. */
export const PayoutView = z.object({
  payoutId: PayoutId,
  batchId: BatchId,
  sellerId: UserId,
  amount: Amount,
  currency: Currency,
  state: PayoutState,
  reference: z.string().optional().meta({ description: "the bank's name for it" }),
  reason: z.string().optional().meta({ description: 'why it was returned or skipped' }),
  createdAt: z.iso.datetime(),
  settledAt: z.iso.datetime().optional(),
  returnedAt: z.iso.datetime().optional(),
});

/** A batch as admins see it. */
export const BatchView = z.object({
  batchId: BatchId,
  currency: Currency,
  state: BatchState,
  count: z.int().min(1).meta({ description: 'payouts, as proposed' }),
  amount: Amount.meta({ description: 'what they come to, as proposed' }),
  createdBy: UserId,
  createdAt: z.iso.datetime(),
  decidedBy: UserId.optional(),
  decidedAt: z.iso.datetime().optional(),
});

/**
 * @param payout the stored payout
 * @returns what may be seen of it
 */
export function payoutView(payout: Stored<Payout>): z.input<typeof PayoutView> {
  const { _id, batchId, sellerId, amount, currency, state, reference, reason, createdAt, settledAt, returnedAt } =
    payout;
  return {
    payoutId: _id,
    batchId,
    sellerId,
    amount,
    currency,
    state,
    ...(reference !== undefined && { reference }),
    ...(reason !== undefined && { reason }),
    createdAt: createdAt.toISOString(),
    ...(settledAt && { settledAt: settledAt.toISOString() }),
    ...(returnedAt && { returnedAt: returnedAt.toISOString() }),
  };
}

/**
 * @param batch the stored batch
 * @returns what may be seen of it
 */
export function batchView(batch: Stored<Batch>): z.input<typeof BatchView> {
  const { _id, currency, state, count, amount, createdBy, createdAt, decidedBy, decidedAt } = batch;
  return {
    batchId: _id,
    currency,
    state,
    count,
    amount,
    createdBy,
    createdAt: createdAt.toISOString(),
    ...(decidedBy !== undefined && { decidedBy }),
    ...(decidedAt && { decidedAt: decidedAt.toISOString() }),
  };
}
