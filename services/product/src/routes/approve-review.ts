import { ReviewId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import { changeReview } from '../change-review.ts';
import type { Context } from '../context.ts';
import { publish } from '../review.ts';
import { OwnReviewView, ownReviewView } from '../review-view.ts';

export const approveReview = route({
  method: 'post',
  path: '/api/products/admin/reviews/:reviewId/approve',
  summary: 'Publish a review, and settle the reports about it. With If-Match it is the one that you have read.',
  role: 'admin',
  ifMatch: 'optional',
  params: z.object({ reviewId: ReviewId }),
  reply: OwnReviewView,
  async handle({ params: { reviewId }, user, ifVersion }, ctx: Context): Promise<z.input<typeof OwnReviewView>> {
    const about = { act: 'review.approved', user, ifVersion };
    return ownReviewView(await changeReview(reviewId, (review) => publish(review, ctx.now()), about, ctx), true);
  },
});
