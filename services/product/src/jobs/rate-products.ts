import { job } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { followRating } from '../ratings.ts';

/** Counts the reviews that a crash has left uncounted. */
export const rateProducts = job({
  name: 'rate-products',
  schedule: '@every 30s',
  summary: 'Brings the ratings of products in step with their reviews.',
  async run(ctx: Context) {
    for (const review of await ctx.reviews.unrated(200)) await followRating(review, ctx);
  },
});
