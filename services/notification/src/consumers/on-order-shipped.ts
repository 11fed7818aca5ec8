import { orderShipped } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { parcelSent } from '../mails/parcel-sent.ts';
import { forBuyerOf, piecesInWords } from '../part-tidings.ts';
import { type Errand, sendMail } from '../send-mail.ts';
import { tell } from '../tell.ts';

/** Tells the buyer what is on its way. */
export const onOrderShipped = consumer(orderShipped, async (event, ctx: Context) => {
  const parcel = event.data;
  const about = parcel.parcelId;
  const news = {
    kind: 'order.shipped',
    about,
    title: `${parcel.sellerName} has sent a parcel`,
    body: `${piecesInWords(parcel.pieces)}, with ${parcel.carrier}${parcel.tracking ? ` ${parcel.tracking}` : ''}.`,
  };
  await tell(event.time, [forBuyerOf(parcel, news, { status: 'shipped', version: event.aggregateversion })], ctx);
  const errand: Errand = {
    userId: parcel.buyerId,
    about,
    template: 'parcel-sent',
    write: (to, shop) => parcelSent(to, parcel, shop),
  };
  await sendMail([errand], ctx);
});
