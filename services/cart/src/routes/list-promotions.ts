import { PageQuery, PromotionId, pageOf } from '@credenza/contracts';
import { route, sellerOf } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { viewsOf } from '../promotion-access.ts';
import { PromotionView } from '../promotion-view.ts';

export const listPromotions = route({
  method: 'get',
  path: '/api/cart/promotions',
  summary: "The shop's promotions, for an admin everybody's, the newest first.",
  role: ['seller', 'admin'],
  query: PageQuery.extend({
    ended: z.stringbool().default(false).meta({ description: 'true: those that somebody has ended too' }),
    cursor: PromotionId.optional(),
  }),
  reply: pageOf(PromotionView),
  async handle({ query, user }, ctx: Context) {
    const { ended, limit, cursor: after } = query;
    const sellerId = user.role === 'admin' ? undefined : sellerOf(user);
    const found = await ctx.promotions.list({ sellerId, ended, limit: limit + 1, after });
    const items = await viewsOf(found.slice(0, limit), ctx);
    return { items, ...(found.length > limit && { nextCursor: items.at(-1)?.promotionId }) };
  },
});
