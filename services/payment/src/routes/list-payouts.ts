import { PageQuery, PayoutId, pageOf } from '@credenza/contracts';
import { route, sellerOf } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { PayoutView, payoutView } from '../payout-view.ts';

/** What a shop need not know of: proposals that may come to nothing. */
const shown = ['approved', 'taken', 'sent', 'settled', 'returned'] as const;

export const listPayouts = route({
  method: 'get',
  path: '/api/payments/payouts',
  summary: "Your shop's payouts, the newest first.",
  role: 'seller',
  query: PageQuery.extend({
    cursor: PayoutId.optional().meta({ description: 'the nextCursor of the page before' }),
  }),
  reply: pageOf(PayoutView),
  async handle({ query, user }, ctx: Context) {
    const { items, more } = await ctx.payouts.list({ sellerId: sellerOf(user), states: shown }, query);
    return { items: items.map(payoutView), ...(more && { nextCursor: items.at(-1)?._id }) };
  },
});
