import type { OrderId } from '@credenza/contracts';
import { job } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import type { Overdue } from '../order.store.ts';
import { expire } from '../order.ts';

const batch = 200;

/** Orders that cannot be expired are passed by: they must not keep the others from it. */
export const expireOrders = job({
  name: 'expire-orders',
  schedule: '@every 10s',
  summary: 'Cancels orders that nobody has paid in time.',
  async run(ctx: Context) {
    const now = ctx.now();
    let page: Overdue[] = [];
    do {
      page = await ctx.orders.overdue(now, batch, page.at(-1));
      for (const { orderId } of page) await expireOne(orderId, ctx);
    } while (page.length === batch);
  },
});

async function expireOne(orderId: OrderId, ctx: Context): Promise<void> {
  try {
    await ctx.orders.change(orderId, (order) => expire(order, orderId, ctx.now()));
  } catch (error) {
    ctx.log.error({ err: error, orderId }, 'an order could not be expired; the next run tries again');
  }
}
