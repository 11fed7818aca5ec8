import { stockReleased } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { loseStock } from '../order.ts';

/** Cancels an order whose pieces are not held any more; a hold whose checkout never became an order concerns nobody. */
export const onStockReleased = consumer(stockReleased, async ({ data }, ctx: Context) => {
  const { orderId } = data;
  if ((await ctx.orders.find(orderId)) === undefined) return;
  await ctx.orders.change(orderId, (order) => loseStock(order, orderId, ctx.now()));
});
