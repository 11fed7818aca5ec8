import { releasePromotions } from '@credenza/contracts';
import { job } from '@credenza/service-kit';
import type { Context } from '../context.ts';

const batch = 200;

/** An order that came to be gives its promotions back itself when it is canceled; the others are given back here. */
export const releaseRedemptions = job({
  name: 'release-redemptions',
  schedule: '@every 1m',
  summary: 'Gives back promotions that were used by checkouts which died half-way.',
  async run(ctx: Context) {
    for (const orderId of await ctx.redemptions.overdue(ctx.now(), batch)) {
      if (!(await ctx.orders.find(orderId))) await ctx.dapr.invoke(releasePromotions, { orderId });
      await ctx.redemptions.forget(orderId);
    }
  },
});
