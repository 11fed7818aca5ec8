import { paymentSucceeded } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { receipt } from '../mails/receipt.ts';
import { type Errand, sendMail } from '../send-mail.ts';

/** Sends the receipt. */
export const onPaymentSucceeded = consumer(paymentSucceeded, async (event, ctx: Context) => {
  const errand: Errand = {
    userId: event.data.buyerId,
    about: event.data.paymentId,
    template: 'receipt',
    write: (to, shop) => receipt(to, event.data, event.time, shop),
  };
  await sendMail([errand], ctx);
});
