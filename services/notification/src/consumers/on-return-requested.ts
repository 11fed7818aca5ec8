import { returnRequested } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { returnRequestedMessages } from '../messages/return-requested.ts';
import { notify } from '../notify.ts';
import { announce } from '../webhooks/announce.ts';

/** Tells the shop what a buyer wants to send back. */
export const onReturnRequested = consumer(returnRequested, async (event, ctx: Context) => {
  await announce(event, ctx);
  await notify(event, returnRequestedMessages(event), ctx);
});
