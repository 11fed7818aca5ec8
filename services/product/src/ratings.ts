import type { UserId } from '@credenza/contracts';
import type { Log } from '@credenza/service-kit';
import type { Products } from './product.store.ts';
import type { Receipts } from './receipt.store.ts';
import type { Reviews } from './review.store.ts';
import type { StoredReview } from './review.ts';

/** Where products, reviews and their buyers are. */
interface Parts {
  products: Products;
  reviews: Reviews;
  log: Log;
}

/**
 * Brings the rating of a product in step with a review that has changed: all published reviews are counted anew, after the product
 * was read and before it is written at that version. Whoever counts fewer was overtaken, and counts again.
 *
 * @param review the review after its change
 * @param parts where the product and the reviews are
 * @returns the same review; what fails is caught up with by the job `rate-products`
 */
export async function followRating(review: StoredReview, parts: Parts): Promise<StoredReview> {
  if (!review.unrated) return review;
  try {
    await parts.products.rate(review.productId, () => parts.reviews.ratingOf(review.productId));
    await parts.reviews.rated(review);
  } catch (error) {
    parts.log.warn({ err: error, reviewId: review._id }, 'a rating is counted later');
  }
  return review;
}

/**
 * Removes a person from reviews and from the list of who has received what.
 *
 * @param userId the person
 * @param parts the stores
 * @returns how many records were changed or removed
 */
export async function forgetReviewer(userId: UserId, parts: { reviews: Reviews; receipts: Receipts }): Promise<number> {
  const received = await parts.receipts.forget(userId);
  return received + (await parts.reviews.forget(userId));
}
