import { sellerUpdated } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { shopOf } from '../shop.ts';

/** A shop opens, closes or has another name: its products follow in the background. */
export const onSellerUpdated = consumer(sellerUpdated, async ({ data, aggregateversion }, ctx: Context) => {
  await ctx.shops.learn(shopOf(data, aggregateversion));
  ctx.follower.notice(data.sellerId);
});
