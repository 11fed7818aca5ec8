import type { OrderId } from '@credenza/contracts';
import { job } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { deliverOverdue } from '../fulfil.ts';

const batch = 200;

/** Disputed parcels stay overdue and some orders may fail; neither keeps the others from it. */
export const deliverParcels = job({
  name: 'deliver-parcels',
  schedule: '@every 10m',
  summary: 'Takes parcels to have arrived that were sent long ago and that nobody misses.',
  async run(ctx: Context) {
    let after: OrderId | undefined;
    do {
      const page: OrderId[] = await ctx.orders.withDueParcels(ctx.now(), { limit: batch, after });
      for (const orderId of page) await deliverOne(orderId, ctx);
      after = page.length < batch ? undefined : page.at(-1);
    } while (after);
  },
});

async function deliverOne(orderId: OrderId, ctx: Context): Promise<void> {
  try {
    await ctx.orders.change(orderId, (order) => deliverOverdue(order, ctx.now()));
  } catch (error) {
    ctx.log.error({ err: error, orderId }, 'parcels could not be taken to have arrived; the next run tries again');
  }
}
