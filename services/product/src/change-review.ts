import type { ReviewId } from '@credenza/contracts';
import { changeAudited, type Decision, type User } from '@credenza/service-kit';
import type { Context } from './context.ts';
import { followRating } from './ratings.ts';
import type { Review, StoredReview } from './review.ts';

/**
 * Changes a review, records who has done it, and brings the rating of its product in step.
 *
 * @param reviewId the review
 * @param decide the rule
 * @param about who does what, what else to record, and `ifVersion`
 * @param ctx the stores
 * @returns the review afterwards
 * @throws NotFound, StaleVersion; whatever the rule throws
 */
export async function changeReview(
  reviewId: ReviewId,
  decide: (review: StoredReview) => Decision<Review> | undefined,
  about: { act: string; user: User; detail?: Record<string, unknown>; ifVersion?: number | undefined },
  ctx: Context,
): Promise<StoredReview> {
  const { act, user, detail, ifVersion } = about;
  const after = await changeAudited(ctx.reviews.aggregates, reviewId, decide, {
    ifVersion,
    audit: ctx.audit,
    entriesOf: ({ version, productId }) => [
      {
        key: `${reviewId}:${version}:${act}`,
        act,
        actor: user.id,
        subject: reviewId,
        outcome: 'done',
        detail: { productId, ...detail },
      },
    ],
  });
  return await followRating(after, ctx);
}
