import { orderDelivered } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import { book } from '../book.ts';
import type { Context } from '../context.ts';
import { paymentIdOf } from '../payment.ts';
import { recordDelivery } from '../sale.ts';

/** Starts the time after which a shop's share becomes available, once everything of that shop has arrived. */
export const onOrderDelivered = consumer(orderDelivered, async ({ data }, ctx: Context) => {
  if (!data.complete) return;
  const { aggregates } = ctx.payments;
  const releaseAt = new Date(ctx.now().getTime() + ctx.holdMs);
  const rule = (payment: Parameters<typeof recordDelivery>[0]) =>
    recordDelivery(payment, data.sellerId, releaseAt, ctx.now());
  await book(await aggregates.change(paymentIdOf(data.orderId), rule), ctx);
});
