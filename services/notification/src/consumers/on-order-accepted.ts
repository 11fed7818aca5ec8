import { orderAccepted } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { forBuyerOf } from '../part-tidings.ts';
import { tell } from '../tell.ts';

/** Tells the buyer that a shop is at it. */
export const onOrderAccepted = consumer(orderAccepted, async (event, ctx: Context) => {
  const { sellerName, sellerOrderId } = event.data;
  const news = {
    kind: 'order.accepted',
    about: sellerOrderId,
    title: `${sellerName} has your order`,
    body: `${sellerName} has accepted your order and is packing it.`,
  };
  await tell(event.time, [forBuyerOf(event.data, news, { status: 'accepted', version: event.aggregateversion })], ctx);
});
