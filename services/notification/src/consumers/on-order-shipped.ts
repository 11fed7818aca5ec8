import { orderShipped } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { orderShippedMessages } from '../messages/order-shipped.ts';
import { notify } from '../notify.ts';
import { announce } from '../webhooks/announce.ts';

/** Tells the buyer what is on its way. */
export const onOrderShipped = consumer(orderShipped, async (event, ctx: Context) => {
  await announce(event, ctx);
  await notify(event, orderShippedMessages(event), ctx);
});
