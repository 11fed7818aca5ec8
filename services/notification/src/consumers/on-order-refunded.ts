import { orderRefunded } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { orderRefundedMessages } from '../messages/order-refunded.ts';
import { notify } from '../notify.ts';

/** Tells the buyer that the money is back. */
export const onOrderRefunded = consumer(orderRefunded, async (event, ctx: Context) => {
  await notify(event, orderRefundedMessages(event), ctx);
});
