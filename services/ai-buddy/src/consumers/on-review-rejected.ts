import { reviewRejected } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';

/** Forgets what an admin does not let anybody read. */
export const onReviewRejected = consumer(reviewRejected, async ({ data, aggregateversion }, ctx: Context) => {
  const { reviewId, productId, productTitle } = data;
  await ctx.reviews.take(productId, { reviewId, productTitle, version: aggregateversion });
});
