import { paymentDelayed } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { delayPayment } from '../order.ts';

/** Lets the order say what it waits for. */
export const onPaymentDelayed = consumer(paymentDelayed, async ({ data }, ctx: Context) => {
  await ctx.orders.change(data.orderId, (order) => delayPayment(order, ctx.now()));
});
