import { PageQuery, pageOf, ReviewId } from '@credenza/contracts';
import { route, sellerOf } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import type { ReviewFilter } from '../review.store.ts';
import { OwnReviewView, ownReviewView } from '../review-view.ts';

const OwnReviews = pageOf(OwnReviewView);

export const listOwnReviews = route({
  method: 'get',
  path: '/api/products/reviews',
  summary: "A buyer's own reviews; for a shop those of its products that are published. The newest first.",
  role: ['buyer', 'seller'],
  query: PageQuery.extend({
    cursor: ReviewId.optional(),
    answered: z.enum(['true', 'false']).optional().meta({ description: 'only with, or only without a reply' }),
  }),
  reply: OwnReviews,
  async handle({ query, user }, ctx: Context): Promise<z.input<typeof OwnReviews>> {
    const { limit, cursor, answered } = query;
    const whose: ReviewFilter =
      user.role === 'seller' ? { sellerId: sellerOf(user), status: 'published' } : { buyerId: user.id };
    const filter = { ...whose, ...(answered !== undefined && { reply: { $exists: answered === 'true' } }) };
    const { rows, nextCursor } = await ctx.reviews.page(filter, { limit, cursor, first: 'newest' });
    return { items: rows.map((review) => ownReviewView(review)), nextCursor };
  },
});
