import { PromotionId } from '@credenza/contracts';
import { changeAudited, route, versioned } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { endPromotion as end, type StoredPromotion } from '../promotion.ts';
import { requireOwn, viewOf } from '../promotion-access.ts';
import { PromotionView } from '../promotion-view.ts';

export const endPromotion = route({
  method: 'post',
  path: '/api/cart/promotions/:promotionId/end',
  summary: 'End a promotion: no order gets it from now on; those that have it keep it.',
  role: ['seller', 'admin'],
  idempotency: 'optional',
  ifMatch: 'optional',
  params: z.object({ promotionId: PromotionId }),
  reply: PromotionView,
  async handle({ params, user, ifVersion }, ctx: Context) {
    const decide = (before: StoredPromotion) => {
      requireOwn(user, before);
      return end(before, ctx.now());
    };
    const act = 'promotion.ended';
    const promotion = await changeAudited(ctx.promotions.aggregates, params.promotionId, decide, {
      ifVersion,
      audit: ctx.audit,
      entriesOf: ({ _id }) => [{ act, actor: user.id, subject: _id, outcome: 'done', key: `${_id}:${act}:${user.id}` }],
    });
    return versioned(await viewOf(promotion, ctx), promotion.version);
  },
});
