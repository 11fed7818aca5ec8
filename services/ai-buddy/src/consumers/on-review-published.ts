import { reviewPublished } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';

/** Learns what a buyer says. Who that was is not kept. */
export const onReviewPublished = consumer(reviewPublished, async ({ data, aggregateversion }, ctx: Context) => {
  const { reviewId, productId, productTitle, rating, title, text } = data;
  const published = { rating, title, text };
  await ctx.reviews.take(productId, { reviewId, productTitle, version: aggregateversion, published });
});
