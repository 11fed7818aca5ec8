import { paymentSucceeded } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { paymentSucceededMessages } from '../messages/payment-succeeded.ts';
import { notify } from '../notify.ts';

/** Sends the receipt. */
export const onPaymentSucceeded = consumer(paymentSucceeded, async (event, ctx: Context) => {
  await notify(event, paymentSucceededMessages(event), ctx);
});
