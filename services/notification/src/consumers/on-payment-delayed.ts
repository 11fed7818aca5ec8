import { paymentDelayed } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { paymentDelayedMessages } from '../messages/payment-delayed.ts';
import { notify } from '../notify.ts';

/** Tells the buyer that the provider keeps the order waiting. */
export const onPaymentDelayed = consumer(paymentDelayed, async (event, ctx: Context) => {
  await notify(event, paymentDelayedMessages(event), ctx);
});
