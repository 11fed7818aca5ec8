import { reviewSubmitted } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';

/** Forgets what a review has said, while an admin has to look at it again. */
export const onReviewSubmitted = consumer(reviewSubmitted, async ({ data, aggregateversion }, ctx: Context) => {
  const { reviewId, productId, productTitle } = data;
  await ctx.reviews.take(productId, { reviewId, productTitle, version: aggregateversion });
});
