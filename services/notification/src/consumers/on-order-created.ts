import { formatMoney, orderCreated } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { orderPlaced } from '../mails/order-placed.ts';
import { forBuyer, forSellers } from '../order-tidings.ts';
import { type Errand, sendMail } from '../send-mail.ts';
import { tell } from '../tell.ts';
import { toMembers } from '../to-members.ts';

/** Tells the buyer that the order is in, and each seller what of theirs is in it. */
export const onOrderCreated = consumer(orderCreated, async (event, ctx: Context) => {
  const order = event.data;
  const amount = formatMoney({ amount: order.total, currency: order.currency });
  const buyer = forBuyer(order, {
    status: 'created',
    version: event.aggregateversion,
    title: 'We have your order',
    body: `Your order over ${amount} waits for its payment.`,
  });
  const sellers = forSellers(order, { kind: 'sale.created', title: 'New order' });
  await tell(event.time, [buyer, ...(await toMembers(sellers, ctx))], ctx);
  const errand: Errand = {
    userId: order.buyerId,
    about: order.orderId,
    template: 'order-placed',
    write: (to, shop) => orderPlaced(to, order, shop),
  };
  await sendMail([errand], ctx);
});
