import { orderPaid } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { orderPaidMessages } from '../messages/order-paid.ts';
import { notify } from '../notify.ts';
import { announce } from '../webhooks/announce.ts';

/** Tells the buyer that the order is paid, and each seller that it is time to pack. */
export const onOrderPaid = consumer(orderPaid, async (event, ctx: Context) => {
  await announce(event, ctx);
  await notify(event, orderPaidMessages(event), ctx);
});
