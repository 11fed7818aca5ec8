import { formatMoney, orderPaid } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { sold } from '../mails/sold.ts';
import { forBuyer, forSellers, linesBySeller } from '../order-tidings.ts';
import { type Errand, sendMail } from '../send-mail.ts';
import { tell } from '../tell.ts';
import { toMembers } from '../to-members.ts';

/** Tells the buyer that the order is paid, and each seller that it is time to pack. */
export const onOrderPaid = consumer(orderPaid, async (event, ctx: Context) => {
  const order = event.data;
  const amount = formatMoney({ amount: order.total, currency: order.currency });
  const buyer = forBuyer(order, {
    status: 'paid',
    version: event.aggregateversion,
    title: 'Your order is paid',
    body: `Your payment of ${amount} has arrived; the sellers are packing.`,
  });
  const sellers = forSellers(order, { kind: 'sale.paid', title: 'Sold' });
  await tell(event.time, [buyer, ...(await toMembers(sellers, ctx))], ctx);
  const errands = [...linesBySeller(order.lines)].map(
    ([sellerId, lines]): Errand => ({
      userId: sellerId,
      about: order.orderId,
      template: 'sold',
      write: (to, shop) => sold(to, { ...order, lines }, shop),
    }),
  );
  await sendMail(await toMembers(errands, ctx), ctx);
});
