import { orderCreated } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { orderCreatedMessages } from '../messages/order-created.ts';
import { notify } from '../notify.ts';

/** Tells the buyer that the order is in, and each seller what of theirs is in it. */
export const onOrderCreated = consumer(orderCreated, async (event, ctx: Context) => {
  await notify(event, orderCreatedMessages(event), ctx);
});
