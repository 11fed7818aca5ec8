import { PageQuery, pageOf, ReviewId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { ReviewStatus } from '../review.ts';
import { OwnReviewView, ownReviewView } from '../review-view.ts';

const Queue = pageOf(OwnReviewView);

export const listReviewsToJudge = route({
  method: 'get',
  path: '/api/products/admin/reviews',
  summary: 'Reviews that wait for an admin, or that somebody has reported; the oldest first.',
  role: 'admin',
  query: PageQuery.extend({
    cursor: ReviewId.optional(),
    status: z.enum([...ReviewStatus.options, 'reported']).default('pending'),
  }),
  reply: Queue,
  async handle({ query: { limit, cursor, status } }, ctx: Context): Promise<z.input<typeof Queue>> {
    const filter = status === 'reported' ? { reported: true as const } : { status };
    const { rows, nextCursor } = await ctx.reviews.page(filter, { limit, cursor, first: 'oldest' });
    return { items: rows.map((review) => ownReviewView(review, true)), nextCursor };
  },
});
