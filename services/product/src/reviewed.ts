import { type ProductId, ReviewId, type UserId } from '@credenza/contracts';
import { NotFound } from '@credenza/service-kit';
import type { Context } from './context.ts';
import { ProductParams } from './owned.ts';
import type { StoredReview } from './review.ts';

export const ReviewParams = ProductParams.extend({ reviewId: ReviewId });

/**
 * @param params a product and one of its reviews
 * @param of whose it has to be: its buyer's or its shop's; anybody's when nothing is said
 * @param ctx the stores
 * @returns the review
 * @throws NotFound when the product has no such review, or it is somebody else's
 */
export async function ownReview(
  params: { productId: ProductId; reviewId: ReviewId },
  of: { buyerId?: UserId; sellerId?: UserId },
  ctx: Pick<Context, 'reviews'>,
): Promise<StoredReview> {
  const review = await ctx.reviews.aggregates.get(params.reviewId);
  const foreign =
    (of.buyerId !== undefined && review.buyerId !== of.buyerId) ||
    (of.sellerId !== undefined && review.sellerId !== of.sellerId);
  if (foreign || review.productId !== params.productId) throw new NotFound('review');
  return review;
}
