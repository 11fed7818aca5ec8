import { orderDelivered } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';

/** Remembers what has arrived at whom: these people may review it. */
export const onOrderDelivered = consumer(orderDelivered, async ({ data, time }, ctx: Context) => {
  const productIds = data.pieces.map(({ productId }) => productId);
  await ctx.receipts.add(data.buyerId, productIds, new Date(time));
});
