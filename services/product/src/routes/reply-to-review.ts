import { route, sellerOf } from '@credenza/service-kit';
import { z } from 'zod';
import { changeReview } from '../change-review.ts';
import type { Context } from '../context.ts';
import { actingSeller } from '../owned.ts';
import { reply } from '../review.ts';
import { OwnReviewView, ownReviewView } from '../review-view.ts';
import { ownReview, ReviewParams } from '../reviewed.ts';

export const replyToReview = route({
  method: 'put',
  path: '/api/products/:productId/reviews/:reviewId/reply',
  summary: "Reply to a review of one of your shop's products, or change the reply.",
  role: 'seller',
  params: ReviewParams,
  body: z.strictObject({ text: z.string().trim().min(1).max(2_000) }),
  reply: OwnReviewView,
  problems: ['conflict'],
  async handle({ params, body, user }, ctx: Context): Promise<z.input<typeof OwnReviewView>> {
    await ownReview(params, { sellerId: sellerOf(user) }, ctx);
    const { name } = await actingSeller(user, ctx.shops);
    const said = { text: body.text, at: ctx.now() };
    const about = { act: 'review.replied', user };
    return ownReviewView(await changeReview(params.reviewId, (review) => reply(review, said, name), about, ctx));
  },
});
