import { orderDelivered } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { parcelArrived } from '../mails/parcel-arrived.ts';
import { forBuyerOf, piecesInWords } from '../part-tidings.ts';
import { type Errand, sendMail } from '../send-mail.ts';
import { tell } from '../tell.ts';

/** Tells the buyer what has arrived; that an arrival known before has become the last one is no news. */
export const onOrderDelivered = consumer(orderDelivered, async (event, ctx: Context) => {
  const delivery = event.data;
  const about = delivery.parcelIds.at(-1) ?? delivery.sellerOrderId;
  const news = {
    kind: 'order.delivered',
    about,
    title: `Arrived from ${delivery.sellerName}`,
    body: `${piecesInWords(delivery.pieces)}.`,
  };
  await tell(event.time, [forBuyerOf(delivery, news, { status: 'delivered', version: event.aggregateversion })], ctx);
  const errand: Errand = {
    userId: delivery.buyerId,
    about,
    template: 'parcel-arrived',
    write: (to, shop) => parcelArrived(to, delivery, shop),
  };
  await sendMail([errand], ctx);
});
