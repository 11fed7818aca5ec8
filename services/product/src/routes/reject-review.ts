import { ReviewId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import { changeReview } from '../change-review.ts';
import type { Context } from '../context.ts';
import { reject } from '../review.ts';
import { OwnReviewView, ownReviewView } from '../review-view.ts';

export const rejectReview = route({
  method: 'post',
  path: '/api/products/admin/reviews/:reviewId/reject',
  summary: 'Keep a review from being read, or take a published one back; its buyer sees why.',
  role: 'admin',
  ifMatch: 'optional',
  params: z.object({ reviewId: ReviewId }),
  body: z.strictObject({ reason: z.string().trim().min(1).max(500) }),
  reply: OwnReviewView,
  async handle({ params: { reviewId }, body, user, ifVersion }, ctx: Context): Promise<z.input<typeof OwnReviewView>> {
    const about = { act: 'review.rejected', user, ifVersion, detail: { reason: body.reason } };
    return ownReviewView(await changeReview(reviewId, (review) => reject(review, body.reason), about, ctx), true);
  },
});
