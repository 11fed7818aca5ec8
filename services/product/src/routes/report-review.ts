import { route } from '@credenza/service-kit';
import { z } from 'zod';
import { changeReview } from '../change-review.ts';
import type { Context } from '../context.ts';
import { report } from '../review.ts';
import { ownReview, ReviewParams } from '../reviewed.ts';

export const reportReview = route({
  method: 'post',
  path: '/api/products/:productId/reviews/:reviewId/reports',
  summary: 'Ask an admin to look at a published review; a second time changes nothing.',
  role: 'user',
  params: ReviewParams,
  body: z.strictObject({ reason: z.string().trim().min(1).max(500) }),
  limit: { points: 30, seconds: 3_600 },
  async handle({ params, body, user }, ctx: Context) {
    await ownReview(params, {}, ctx);
    const one = { by: user.id, reason: body.reason, at: ctx.now() };
    await changeReview(params.reviewId, (review) => report(review, one), { act: 'review.reported', user }, ctx);
  },
});
