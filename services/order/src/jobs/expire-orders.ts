import { job } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { expire } from '../order.ts';

const batch = 200;

export const expireOrders = job({
  name: 'expire-orders',
  schedule: '@every 10s',
  summary: 'Cancels orders that nobody has paid in time.',
  async run(ctx: Context) {
    let overdue = await ctx.orders.overdue(ctx.now(), batch);
    while (overdue.length > 0) {
      for (const orderId of overdue) await ctx.orders.change(orderId, (order) => expire(order, orderId, ctx.now()));
      overdue = overdue.length < batch ? [] : await ctx.orders.overdue(ctx.now(), batch);
    }
  },
});
