import { orderCanceled } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { cancelOrder } from '../endings.ts';
import { linesOf } from '../lines.ts';

/** The pieces go back on offer, sold or not. */
export const onOrderCanceled = consumer(orderCanceled, async ({ data }, ctx: Context) => {
  await cancelOrder(data.orderId, linesOf(data), ctx);
});
