import { orderReduced } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { release } from '../redeem.ts';

/** An order of which nothing is left is canceled, and nobody else tells so. */
export const onOrderReduced = consumer(orderReduced, async ({ data }, ctx: Context) => {
  if (data.orderOver) await release(data.orderId, ctx.uses);
});
