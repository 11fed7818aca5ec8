import { orderCanceled } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { orderCanceledMessages } from '../messages/order-canceled.ts';
import { notify } from '../notify.ts';
import { announce } from '../webhooks/announce.ts';

/** Tells the buyer why the order will not come, and the sellers that it will not go. */
export const onOrderCanceled = consumer(orderCanceled, async (event, ctx: Context) => {
  await announce(event, ctx);
  await notify(event, orderCanceledMessages(event), ctx);
});
