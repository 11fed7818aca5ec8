import { orderPaid } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { commitOrder } from '../endings.ts';
import { linesOf } from '../lines.ts';

/** The held pieces are sold. */
export const onOrderPaid = consumer(orderPaid, async ({ data }, ctx: Context) => {
  await commitOrder(data.orderId, linesOf(data), ctx);
});
