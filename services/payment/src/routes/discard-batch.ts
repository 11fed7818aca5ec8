import { BatchId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { decide } from '../decide.ts';
import { BatchView, batchView } from '../payout-view.ts';

export const discardBatch = route({
  method: 'post',
  path: '/api/payments/admin/payout-batches/:batchId/discard',
  summary: 'Give a proposed batch up; nobody is paid.',
  role: 'admin',
  params: z.object({ batchId: BatchId }),
  reply: BatchView,
  problems: ['conflict'],
  async handle({ params, user }, ctx: Context) {
    return batchView(await decide(params.batchId, 'discarded', user.id, ctx));
  },
});
