import { disputeOpened } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { disputeOpenedMessages } from '../messages/dispute-opened.ts';
import { notify } from '../notify.ts';
import { announce } from '../webhooks/announce.ts';

/** Tells the shop that a buyer has asked for a decision. */
export const onDisputeOpened = consumer(disputeOpened, async (event, ctx: Context) => {
  await announce(event, ctx);
  await notify(event, disputeOpenedMessages(event), ctx);
});
