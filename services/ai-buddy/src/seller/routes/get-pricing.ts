import { Amount, ProductId } from '@credenza/contracts';
import { route, sellerOf } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../../context.ts';
import { PriceAdvice, suggestPricing } from '../price-advice.ts';

export const getPricing = route({
  method: 'get',
  path: '/api/assistant/seller/products/:productId/pricing',
  summary:
    'What a product of yours might cost: what comparable ones cost, how it has sold, and a price with its reasons.',
  role: 'seller',
  limit: { points: 60, seconds: 60 },
  params: z.object({ productId: ProductId }),
  query: z.object({
    unitCost: z.coerce
      .number()
      .pipe(Amount)
      .optional()
      .meta({ description: 'what a piece costs you, in minor units; not kept' }),
  }),
  reply: PriceAdvice,
  async handle({ params, query, user }, ctx: Context) {
    return await suggestPricing(ctx, sellerOf(user), params.productId, query);
  },
});
