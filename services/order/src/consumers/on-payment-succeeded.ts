import { paymentSucceeded } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { settle } from '../order.ts';

/** Marks the order paid; money for a canceled or overdue one goes back. */
export const onPaymentSucceeded = consumer(paymentSucceeded, async ({ data }, ctx: Context) => {
  const { orderId, paymentId } = data;
  await ctx.orders.change(orderId, (order) => settle(order, orderId, paymentId, ctx.now()));
});
