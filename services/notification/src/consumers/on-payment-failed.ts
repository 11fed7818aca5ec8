import { paymentFailed } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { paymentFailedMessages } from '../messages/payment-failed.ts';
import { notify } from '../notify.ts';

/** Tells the buyer that the charge was declined. */
export const onPaymentFailed = consumer(paymentFailed, async (event, ctx: Context) => {
  await notify(event, paymentFailedMessages(event), ctx);
});
