import { orderCreated } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import { advance } from '../advance.ts';
import type { Context } from '../context.ts';
import { providerPatience } from '../patience.ts';
import { openPayment, paymentIdOf } from '../payment.ts';

/** Charges an order: the payment is stored before the provider is asked, so that nothing is charged that nobody remembers. */
export const onOrderCreated = consumer(
  orderCreated,
  async ({ data }, ctx: Context) => {
    const { aggregates } = ctx.payments;
    const paymentId = paymentIdOf(data.orderId);
    const opened = openPayment(data, ctx.providerFor(data.paymentToken).name, ctx.now());
    const first = await aggregates.create(paymentId, opened);
    await advance(first ? { ...opened, _id: paymentId, version: 1 } : await aggregates.get(paymentId), ctx);
  },
  providerPatience,
);
