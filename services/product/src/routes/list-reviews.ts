import { PageQuery, pageOf, ReviewId, Stars } from '@credenza/contracts';
import { NotFound, route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { ProductParams } from '../owned.ts';
import { Rating } from '../rating.ts';
import { ReviewView, reviewView } from '../review-view.ts';

const ReviewList = pageOf(ReviewView).extend({ rating: Rating.optional() });

export const listReviews = route({
  method: 'get',
  path: '/api/products/:productId/reviews',
  summary: 'What buyers say about a product, the newest first, and what they say together.',
  role: 'public',
  params: ProductParams,
  query: PageQuery.extend({ cursor: ReviewId.optional(), rating: z.coerce.number().pipe(Stars).optional() }),
  reply: ReviewList,
  async handle({ params: { productId }, query }, ctx: Context): Promise<z.input<typeof ReviewList>> {
    const product = await ctx.products.get(productId);
    if (product.status !== 'active' || product.shopClosed) throw new NotFound('product');
    const { limit, cursor, rating } = query;
    const filter = { productId, status: 'published' as const, ...(rating !== undefined && { rating }) };
    const { rows, nextCursor } = await ctx.reviews.page(filter, { limit, cursor, first: 'newest' });
    return { items: rows.map(reviewView), nextCursor, rating: product.rating };
  },
});
