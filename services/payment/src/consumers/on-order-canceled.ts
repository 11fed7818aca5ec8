import { orderCanceled } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import { advance } from '../advance.ts';
import type { Context } from '../context.ts';
import { providerPatience } from '../patience.ts';
import { cancelPayment, paymentIdOf, tombstone } from '../payment.ts';

/** Stops a charge that has not happened, gives back one that has, and keeps one from ever starting. */
export const onOrderCanceled = consumer(
  orderCanceled,
  async ({ data }, ctx: Context) => {
    const { aggregates } = ctx.payments;
    const paymentId = paymentIdOf(data.orderId);
    const known = await aggregates.find(paymentId);
    if (!known && (await aggregates.create(paymentId, tombstone(data, ctx.providerFor(undefined).name, ctx.now()))))
      return;
    await advance(await aggregates.change(paymentId, (payment) => cancelPayment(payment, ctx.now())), ctx);
  },
  providerPatience,
);
