import { formatMoney, paymentFailed } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { paymentFailedMail } from '../mails/payment-failed.ts';
import type { Tidings } from '../notification.ts';
import { type Errand, sendMail } from '../send-mail.ts';
import { tell } from '../tell.ts';

/** Tells the buyer that the charge was declined. */
export const onPaymentFailed = consumer(paymentFailed, async (event, ctx: Context) => {
  const { buyerId, paymentId, orderId, amount, currency, reason } = event.data;
  const tidings: Tidings = {
    userId: buyerId,
    about: paymentId,
    kind: 'payment.failed',
    title: 'Your payment did not go through',
    body: `${formatMoney({ amount, currency })} could not be charged: ${reason}`,
    link: `/orders/${orderId}`,
  };
  await tell(event.time, [tidings], ctx);
  const errand: Errand = {
    userId: buyerId,
    about: paymentId,
    template: 'payment-failed',
    write: (to, shop) => paymentFailedMail(to, event.data, shop),
  };
  await sendMail([errand], ctx);
});
