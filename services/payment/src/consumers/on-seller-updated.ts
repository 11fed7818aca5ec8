import { sellerUpdated } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';

/** Keeps what payouts must know: whether the shop is suspended, and whether there is an account to pay to. */
export const onSellerUpdated = consumer(sellerUpdated, async ({ data, aggregateversion }, ctx: Context) => {
  const { sellerId, name, state, payoutReady } = data;
  await ctx.sellers.keep({ _id: sellerId, name, state, payoutReady, version: aggregateversion });
});
