import { ProductId } from '@credenza/contracts';
import { route, sellerOf } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../../context.ts';
import { improveListing, ListingAdvice } from '../listing-advice.ts';

export const getListing = route({
  method: 'get',
  path: '/api/assistant/seller/products/:productId/listing',
  summary: 'What comparable, better-selling listings say that yours does not.',
  role: 'seller',
  limit: { points: 60, seconds: 60 },
  params: z.object({ productId: ProductId }),
  reply: ListingAdvice,
  async handle({ params, user }, ctx: Context) {
    return await improveListing(ctx, sellerOf(user), params.productId);
  },
});
