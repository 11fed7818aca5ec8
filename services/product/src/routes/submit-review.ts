import { newId, ReviewId } from '@credenza/contracts';
import { Conflict, NotFound, route } from '@credenza/service-kit';
import type { z } from 'zod';
import type { Context } from '../context.ts';
import { ProductParams } from '../owned.ts';
import { followRating } from '../ratings.ts';
import { newReview, ReviewInput } from '../review.ts';
import { OwnReviewView, ownReviewView } from '../review-view.ts';

export const submitReview = route({
  method: 'post',
  path: '/api/products/:productId/reviews',
  summary: 'Review a product that has arrived at you, once; you may change it later.',
  role: 'buyer',
  idempotency: 'optional',
  status: 201,
  params: ProductParams,
  body: ReviewInput,
  reply: OwnReviewView,
  problems: ['conflict'],
  async handle({ params: { productId }, body, user }, ctx: Context): Promise<z.input<typeof OwnReviewView>> {
    if (!(await ctx.receipts.has(user.id, productId))) throw new NotFound('product among those that have reached you');
    const { title, sellerId } = await ctx.products.get(productId);
    const reviewId = newId(ReviewId);
    const about = { reviewId, product: { productId, title, sellerId }, buyer: user };
    const { state, facts } = newReview(body, { ...about, autoPublish: ctx.autoPublish, now: ctx.now() });
    if (!(await ctx.reviews.aggregates.create(reviewId, state, facts)))
      throw new Conflict('You have reviewed this product already; change that review.');
    return ownReviewView(await followRating({ ...state, _id: reviewId, version: 1 }, ctx));
  },
});
