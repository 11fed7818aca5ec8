import { formatMoney, orderRefunded } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { orderRefundedMail } from '../mails/order-refunded.ts';
import { forBuyer } from '../order-tidings.ts';
import { type Errand, sendMail } from '../send-mail.ts';
import { tell } from '../tell.ts';

/** Tells the buyer that the money is back. */
export const onOrderRefunded = consumer(orderRefunded, async (event, ctx: Context) => {
  const order = event.data;
  const buyer = forBuyer(order, {
    status: 'refunded',
    version: event.aggregateversion,
    title: 'Your money is on its way back',
    body: `We have refunded ${formatMoney({ amount: order.amount, currency: order.currency })}.`,
  });
  await tell(event.time, [buyer], ctx);
  const errand: Errand = {
    userId: order.buyerId,
    about: order.orderId,
    template: 'order-refunded',
    write: (to, shop) => orderRefundedMail(to, order, shop),
  };
  await sendMail([errand], ctx);
});
