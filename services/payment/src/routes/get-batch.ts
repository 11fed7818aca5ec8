import { BatchId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { PayoutState } from '../payout.ts';
import { BatchView, batchView } from '../payout-view.ts';

const Progress = z.object({ state: PayoutState, count: z.int(), amount: z.int() });

export const getBatch = route({
  method: 'get',
  path: '/api/payments/admin/payout-batches/:batchId',
  summary: 'One batch, and how far its payouts are.',
  role: 'admin',
  params: z.object({ batchId: BatchId }),
  reply: BatchView.extend({ progress: z.array(Progress) }),
  async handle({ params }, ctx: Context) {
    const batch = await ctx.batches.aggregates.get(params.batchId);
    return { ...batchView(batch), progress: await ctx.payouts.progress(params.batchId) };
  },
});
