import { OrderId, PageQuery, pageOf } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { OrderView, view } from '../view.ts';

export const listOrders = route({
  method: 'get',
  path: '/api/orders',
  summary: 'Your orders, the newest first.',
  role: 'buyer',
  query: PageQuery.extend({ status: z.enum(['pending', 'paid', 'canceled']).optional(), cursor: OrderId.optional() }),
  reply: pageOf(OrderView),
  async handle({ query, user }, ctx: Context) {
    const { status, limit, cursor } = query;
    const found = await ctx.orders.listOf(user.id, { status, limit: limit + 1, after: cursor });
    const page = found.slice(0, limit);
    return { items: page.map(view), ...(found.length > limit && { nextCursor: page.at(-1)?._id }) };
  },
});
