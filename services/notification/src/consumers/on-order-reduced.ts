import { formatMoney, orderReduced } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { orderReducedMail } from '../mails/order-reduced.ts';
import { forBuyerOf, forShopOf, piecesInWords } from '../part-tidings.ts';
import { type Errand, sendMail } from '../send-mail.ts';
import { tell } from '../tell.ts';

/** Tells the buyer and the shop which pieces will not come. */
export const onOrderReduced = consumer(orderReduced, async (event, ctx: Context) => {
  const cut = event.data;
  const about = cut.refund.refundId;
  const what = piecesInWords(cut.pieces);
  const why = cut.reason === undefined ? '' : ` (${cut.reason})`;
  const amount = formatMoney({ amount: cut.refund.amount, currency: cut.currency });
  const title = 'A part of an order was canceled';
  const forBuyer = { kind: 'order.reduced', about, title, body: `${what}${why}. ${amount} goes back to you.` };
  const forShop = { kind: 'sale.reduced', about, title, body: `${what}${why}.` };
  const live = { status: 'reduced' as const, version: event.aggregateversion };
  await tell(event.time, [forBuyerOf(cut, forBuyer, live), forShopOf(cut, forShop)], ctx);
  const errand: Errand = {
    userId: cut.buyerId,
    about,
    template: 'order-reduced',
    write: (to, shop) => orderReducedMail(to, cut, shop),
  };
  await sendMail([errand], ctx);
});
