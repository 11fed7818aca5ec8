import { PayoutId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import { askBank } from '../advance-payout.ts';
import type { Context } from '../context.ts';
import { PayoutView, payoutView } from '../payout-view.ts';

/** For what nobody asks about any more: a bank may send back what it has settled, and its statement is where that shows. */
export const checkPayout = route({
  method: 'post',
  path: '/api/payments/admin/payouts/:payoutId/check',
  summary: 'Ask the bank what became of a payout; one that came back is available to its shop again.',
  role: 'admin',
  params: z.object({ payoutId: PayoutId }),
  reply: PayoutView,
  problems: ['unavailable'],
  async handle({ params }, ctx: Context) {
    return payoutView(await askBank(await ctx.payouts.aggregates.get(params.payoutId), ctx));
  },
});
