import { orderCanceled } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { orderCanceledMail, whyCanceled } from '../mails/order-canceled.ts';
import { forBuyer, forSellers } from '../order-tidings.ts';
import { type Errand, sendMail } from '../send-mail.ts';
import { tell } from '../tell.ts';
import { toMembers } from '../to-members.ts';

/** Tells the buyer why the order will not come, and the sellers that it will not go. */
export const onOrderCanceled = consumer(orderCanceled, async (event, ctx: Context) => {
  const order = event.data;
  // A payment that comes after the cancel cancels once more: that is news for the buyer, not for the sellers.
  const about = order.paymentId ?? order.orderId;
  const why = whyCanceled(order);
  const buyer = forBuyer(order, {
    status: 'canceled',
    version: event.aggregateversion,
    title: 'Your order was canceled',
    body: order.paymentId === undefined ? why : `${why} We are giving your money back.`,
    detail: why,
  });
  const sellers = forSellers(order, { kind: 'sale.canceled', title: 'Order canceled' });
  await tell(event.time, [{ ...buyer, about }, ...(await toMembers(sellers, ctx))], ctx);
  const errand: Errand = {
    userId: order.buyerId,
    about,
    template: 'order-canceled',
    write: (to, shop) => orderCanceledMail(to, order, shop),
  };
  await sendMail([errand], ctx);
});
