import { route } from '@credenza/service-kit';
import type { z } from 'zod';
import type { Context } from '../context.ts';
import { followRating } from '../ratings.ts';
import { edit, ReviewInput } from '../review.ts';
import { OwnReviewView, ownReviewView } from '../review-view.ts';
import { ownReview, ReviewParams } from '../reviewed.ts';

export const editReview = route({
  method: 'put',
  path: '/api/products/:productId/reviews/:reviewId',
  summary: 'Change your review; it may have to be looked at again before others read it.',
  role: 'buyer',
  ifMatch: 'optional',
  params: ReviewParams,
  body: ReviewInput,
  reply: OwnReviewView,
  async handle({ params, body, user, ifVersion }, ctx: Context): Promise<z.input<typeof OwnReviewView>> {
    const { _id } = await ownReview(params, { buyerId: user.id }, ctx);
    const about = { autoPublish: ctx.autoPublish, now: ctx.now() };
    const after = await ctx.reviews.aggregates.change(_id, (review) => edit(review, body, about), { ifVersion });
    return ownReviewView(await followRating(after, ctx));
  },
});
