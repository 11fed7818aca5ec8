import { orderCanceled } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { release } from '../redeem.ts';

/** Others may use what this order has used of its promotions. */
export const onOrderCanceled = consumer(orderCanceled, async ({ data }, ctx: Context) => {
  if (data.promotions?.length) await release(data.orderId, ctx.uses);
});
