import { orderDelivered } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { orderDeliveredMessages } from '../messages/order-delivered.ts';
import { notify } from '../notify.ts';
import { announce } from '../webhooks/announce.ts';

/** Tells the buyer what has arrived. */
export const onOrderDelivered = consumer(orderDelivered, async (event, ctx: Context) => {
  await announce(event, ctx);
  await notify(event, orderDeliveredMessages(event), ctx);
});
