import { PageQuery } from '@credenza/contracts';
import { route, sellerOf } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { readCursor, writeCursor } from '../cursor.ts';
import { OpenOrders, openOrderOf } from '../open-order.ts';

export const listOpenOrders = route({
  method: 'get',
  path: '/api/seller/orders',
  summary: 'What your shop has to send, the order that waits longest first.',
  role: 'seller',
  query: PageQuery.extend({
    overdue: z.literal('true').optional().meta({ description: 'only what should have left' }),
  }),
  reply: OpenOrders,
  async handle({ query, user }, ctx: Context): Promise<z.input<typeof OpenOrders>> {
    const sellerId = sellerOf(user);
    const { current: generation } = await ctx.model.generations.live();
    const now = ctx.now();
    const all = { generation, sellerId };
    const late = { ...all, paidBefore: new Date(now.getTime() - ctx.dispatchMs) };
    const [found, open, overdue] = await Promise.all([
      ctx.openOrders.page(query.overdue ? late : all, { limit: query.limit + 1, after: readCursor(query.cursor) }),
      ctx.openOrders.count(all),
      ctx.openOrders.count(late),
    ]);
    const page = found.slice(0, query.limit);
    const last = found.length > page.length ? page.at(-1) : undefined;
    return {
      items: page.map(({ row }) => openOrderOf(row, ctx.dispatchMs, now)),
      ...(last && { nextCursor: writeCursor([last.row.soldAt?.getTime() ?? 0, last._id]) }),
      open,
      overdue,
    };
  },
});
