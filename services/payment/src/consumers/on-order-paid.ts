import { orderPaid } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import { book } from '../book.ts';
import type { Context } from '../context.ts';
import { paymentIdOf } from '../payment.ts';
import { recordSale } from '../sale.ts';

/** Shares the money out among the shops and the marketplace. */
export const onOrderPaid = consumer(orderPaid, async ({ data }, ctx: Context) => {
  const { aggregates } = ctx.payments;
  const payment = await aggregates.change(paymentIdOf(data.orderId), (one) => recordSale(one, data, ctx.now()));
  await book(payment, ctx);
});
