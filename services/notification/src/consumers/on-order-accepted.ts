import { orderAccepted } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { orderAcceptedMessages } from '../messages/order-accepted.ts';
import { notify } from '../notify.ts';

/** Tells the buyer that a shop is at it. */
export const onOrderAccepted = consumer(orderAccepted, async (event, ctx: Context) => {
  await notify(event, orderAcceptedMessages(event), ctx);
});
