import { reviewPublished } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { reviewPublishedMessages } from '../messages/review-published.ts';
import { notify } from '../notify.ts';

/** Tells the shop what somebody says about a product, and the buyer that it can be read. */
export const onReviewPublished = consumer(reviewPublished, async (event, ctx: Context) => {
  await notify(event, reviewPublishedMessages(event), ctx);
});
