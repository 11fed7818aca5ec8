import { ProductId, ReviewId, Stars, UserId } from '@credenza/contracts';
import { z } from 'zod';
import { ReviewStatus, type StoredReview } from './review.ts';

/** A review as everybody reads it. */
export const ReviewView = z.object({
  reviewId: ReviewId,
  rating: Stars,
  title: z.string(),
  text: z.string(),
  author: z.string().optional().meta({ description: 'missing once the buyer has left' }),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  reply: z.object({ text: z.string(), at: z.iso.datetime() }).optional().meta({ description: "the shop's" }),
});

/** As its buyer, its shop and admins see it. */
export const OwnReviewView = ReviewView.extend({
  version: z.int(),
  productId: ProductId,
  productTitle: z.string(),
  sellerId: UserId,
  status: ReviewStatus,
  reason: z.string().optional().meta({ description: 'why it was rejected' }),
  reports: z
    .array(z.object({ reason: z.string(), at: z.iso.datetime() }))
    .optional()
    .meta({ description: 'only for admins' }),
});

/**
 * @param review a review
 * @returns as everybody reads it
 */
export function reviewView(review: StoredReview): z.input<typeof ReviewView> {
  const { _id, rating, title, text, author, createdAt, updatedAt, reply } = review;
  return {
    reviewId: _id,
    rating,
    title,
    text,
    author,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    reply: reply && { text: reply.text, at: reply.at.toISOString() },
  };
}

/**
 * @param review a review
 * @param forAdmin whether to show what others have reported about it
 * @returns as those see it whom it concerns
 */
export function ownReviewView(review: StoredReview, forAdmin = false): z.input<typeof OwnReviewView> {
  const { version, productId, productTitle, sellerId, status, reason, reports } = review;
  return {
    ...reviewView(review),
    version,
    productId,
    productTitle,
    sellerId,
    status,
    reason,
    ...(forAdmin && { reports: reports.map((one) => ({ reason: one.reason, at: one.at.toISOString() })) }),
  };
}
