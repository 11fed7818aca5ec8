import { returnReceived } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { returnReceivedMessages } from '../messages/return-received.ts';
import { notify } from '../notify.ts';
import { announce } from '../webhooks/announce.ts';

/** Tells the buyer that the pieces are back and what goes back for them. */
export const onReturnReceived = consumer(returnReceived, async (event, ctx: Context) => {
  await announce(event, ctx);
  await notify(event, returnReceivedMessages(event), ctx);
});
