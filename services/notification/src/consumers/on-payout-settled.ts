import { payoutSettled } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { payoutSettledMessages } from '../messages/payout-settled.ts';
import { notify } from '../notify.ts';
import { announce } from '../webhooks/announce.ts';

/** Tells the shop what has become of its money. */
export const onPayoutSettled = consumer(payoutSettled, async (event, ctx: Context) => {
  await announce(event, ctx);
  await notify(event, payoutSettledMessages(event), ctx);
});
