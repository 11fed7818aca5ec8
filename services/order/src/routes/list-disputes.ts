import { DisputeId, PageQuery, pageOf } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import { CaseView, caseView } from '../case-view.ts';
import type { Context } from '../context.ts';

export const listDisputes = route({
  method: 'get',
  path: '/api/orders/admin/disputes',
  summary: 'Disputes of all orders, the oldest first.',
  role: 'admin',
  query: PageQuery.extend({
    state: z.enum(['open', 'refunded', 'dismissed']).default('open'),
    cursor: DisputeId.optional(),
  }),
  reply: pageOf(CaseView),
  async handle({ query }, ctx: Context) {
    const { state, limit, cursor } = query;
    const found = await ctx.orders.disputes(state, { limit: limit + 1, after: cursor });
    const page = found.slice(0, limit);
    return {
      items: page.map(({ order, disputeId }) => caseView(order, disputeId)),
      ...(found.length > limit && { nextCursor: page.at(-1)?.disputeId }),
    };
  },
});
