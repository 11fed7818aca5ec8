import { orderReduced } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { orderReducedMessages } from '../messages/order-reduced.ts';
import { notify } from '../notify.ts';
import { announce } from '../webhooks/announce.ts';

/** Tells the buyer and the shop which pieces will not come. */
export const onOrderReduced = consumer(orderReduced, async (event, ctx: Context) => {
  await announce(event, ctx);
  await notify(event, orderReducedMessages(event), ctx);
});
