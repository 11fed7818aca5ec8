import { reviewRejected } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { reviewRejectedMessages } from '../messages/review-rejected.ts';
import { notify } from '../notify.ts';

/** Tells the buyer why a review cannot be read. */
export const onReviewRejected = consumer(reviewRejected, async (event, ctx: Context) => {
  await notify(event, reviewRejectedMessages(event), ctx);
});
