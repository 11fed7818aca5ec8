import { BatchId, PageQuery, PayoutId, pageOf, UserId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { PayoutState } from '../payout.ts';
import { PayoutView, payoutView } from '../payout-view.ts';

export const listAllPayouts = route({
  method: 'get',
  path: '/api/payments/admin/payouts',
  summary: 'Payouts by batch, shop and state, the newest first.',
  role: 'admin',
  query: PageQuery.extend({
    batchId: BatchId.optional(),
    sellerId: UserId.optional(),
    state: PayoutState.optional(),
    cursor: PayoutId.optional().meta({ description: 'the nextCursor of the page before' }),
  }),
  reply: pageOf(PayoutView),
  async handle({ query: { batchId, sellerId, state, ...page } }, ctx: Context) {
    const { items, more } = await ctx.payouts.list({ batchId, sellerId, ...(state && { states: [state] }) }, page);
    return { items: items.map(payoutView), ...(more && { nextCursor: items.at(-1)?._id }) };
  },
});
