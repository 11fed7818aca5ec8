import { paymentFailed } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { failPayment } from '../order.ts';

/** Cancels the order, which gives its pieces back. */
export const onPaymentFailed = consumer(paymentFailed, async ({ data }, ctx: Context) => {
  const { orderId, reason } = data;
  await ctx.orders.change(orderId, (order) => failPayment(order, orderId, reason, ctx.now()));
});
