import { PromotionId } from '@credenza/contracts';
import { route, versioned } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { requireOwn, viewOf } from '../promotion-access.ts';
import { PromotionView } from '../promotion-view.ts';

export const getPromotion = route({
  method: 'get',
  path: '/api/cart/promotions/:promotionId',
  summary: 'A promotion, and how often it was used.',
  role: ['seller', 'admin'],
  params: z.object({ promotionId: PromotionId }),
  reply: PromotionView,
  async handle({ params, user }, ctx: Context) {
    const promotion = await ctx.promotions.aggregates.get(params.promotionId);
    requireOwn(user, promotion);
    // Orders use it without a new version, so a version is no proof that nothing has changed.
    return versioned(await viewOf(promotion, ctx), promotion.version, { headers: { 'cache-control': 'no-store' } });
  },
});
