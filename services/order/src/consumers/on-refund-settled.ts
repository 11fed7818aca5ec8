import { refundSettled } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { settleRefund } from '../settle-refund.ts';

/** Notes that money of canceled, returned or disputed pieces has arrived. */
export const onRefundSettled = consumer(refundSettled, async ({ data }, ctx: Context) => {
  await ctx.orders.change(data.orderId, (order) => settleRefund(order, data.refundId, ctx.now()));
});
