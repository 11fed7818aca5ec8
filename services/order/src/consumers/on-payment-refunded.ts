import { paymentRefunded } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { recordRefund } from '../order.ts';

/** Closes a canceled order when its money has arrived; cancels one whose money was given back behind its back. */
export const onPaymentRefunded = consumer(paymentRefunded, async ({ data }, ctx: Context) => {
  const { orderId } = data;
  await ctx.orders.change(orderId, (order) => recordRefund(order, orderId, data, ctx.now()));
});
