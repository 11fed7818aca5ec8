import { payoutReturned } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { payoutReturnedMessages } from '../messages/payout-returned.ts';
import { notify } from '../notify.ts';
import { announce } from '../webhooks/announce.ts';

/** Tells the shop what has become of its money. */
export const onPayoutReturned = consumer(payoutReturned, async (event, ctx: Context) => {
  await announce(event, ctx);
  await notify(event, payoutReturnedMessages(event), ctx);
});
