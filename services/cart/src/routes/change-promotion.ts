import { PromotionId } from '@credenza/contracts';
import { changeAudited, route, versioned } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { changePromotion as change, type StoredPromotion } from '../promotion.ts';
import { requireOwn, viewOf } from '../promotion-access.ts';
import { PromotionPatch, PromotionView } from '../promotion-view.ts';

export const changePromotion = route({
  method: 'patch',
  path: '/api/cart/promotions/:promotionId',
  summary: 'Change the name, the end or the limits of a promotion; for another discount, end it and make a new one.',
  role: ['seller', 'admin'],
  ifMatch: 'required',
  params: z.object({ promotionId: PromotionId }),
  body: PromotionPatch,
  reply: PromotionView,
  problems: ['conflict'],
  async handle({ params, body, user, ifVersion }, ctx: Context) {
    const { endsAt, ...rest } = body;
    const changes = { ...rest, ...(endsAt !== undefined && { endsAt: endsAt === null ? null : new Date(endsAt) }) };
    const decide = (before: StoredPromotion) => {
      requireOwn(user, before);
      return change(before, changes);
    };
    const act = 'promotion.changed';
    const promotion = await changeAudited(ctx.promotions.aggregates, params.promotionId, decide, {
      ifVersion,
      audit: ctx.audit,
      entriesOf: ({ _id, version }) => [
        {
          act,
          actor: user.id,
          subject: _id,
          outcome: 'done',
          key: `${_id}:${act}:${user.id}:${version}`,
          detail: body,
        },
      ],
    });
    return versioned(await viewOf(promotion, ctx), promotion.version);
  },
});
