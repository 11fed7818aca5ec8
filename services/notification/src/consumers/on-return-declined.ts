import { returnDeclined } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { returnDeclinedMessages } from '../messages/return-declined.ts';
import { notify } from '../notify.ts';

/** Tells the buyer why the pieces may not go back. */
export const onReturnDeclined = consumer(returnDeclined, async (event, ctx: Context) => {
  await notify(event, returnDeclinedMessages(event), ctx);
});
