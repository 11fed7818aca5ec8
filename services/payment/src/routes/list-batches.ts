import { BatchId, PageQuery, pageOf } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { BatchView, batchView } from '../payout-view.ts';

export const listBatches = route({
  method: 'get',
  path: '/api/payments/admin/payout-batches',
  summary: 'Batches of payouts, the newest first.',
  role: 'admin',
  query: PageQuery.extend({
    cursor: BatchId.optional().meta({ description: 'the nextCursor of the page before' }),
  }),
  reply: pageOf(BatchView),
  async handle({ query }, ctx: Context) {
    const { items, more } = await ctx.batches.list(query);
    return { items: items.map(batchView), ...(more && { nextCursor: items.at(-1)?._id }) };
  },
});
