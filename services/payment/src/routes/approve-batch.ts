import { BatchId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { decide } from '../decide.ts';
import { BatchView, batchView } from '../payout-view.ts';

export const approveBatch = route({
  method: 'post',
  path: '/api/payments/admin/payout-batches/:batchId/approve',
  summary: 'Approve a batch: its payouts go to the bank, less what was refunded since.',
  role: 'admin',
  params: z.object({ batchId: BatchId }),
  reply: BatchView,
  problems: ['conflict'],
  async handle({ params, user }, ctx: Context) {
    return batchView(await decide(params.batchId, 'approved', user.id, ctx));
  },
});
