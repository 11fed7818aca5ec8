import { reviewReplied } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { reviewRepliedMessages } from '../messages/review-replied.ts';
import { notify } from '../notify.ts';

/** Tells the buyer what the shop replies. */
export const onReviewReplied = consumer(reviewReplied, async (event, ctx: Context) => {
  await notify(event, reviewRepliedMessages(event), ctx);
});
