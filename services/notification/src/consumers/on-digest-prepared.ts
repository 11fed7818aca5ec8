import { digestPrepared } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { digestPreparedMessages } from '../messages/digest-prepared.ts';
import { notify } from '../notify.ts';

/** Tells the shop how its week was. */
export const onDigestPrepared = consumer(digestPrepared, async (event, ctx: Context) => {
  await notify(event, digestPreparedMessages(event), ctx);
});
