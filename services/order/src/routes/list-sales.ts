import { OrderId, PageQuery, pageOf } from '@credenza/contracts';
import { route, sellerOf } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { PartState } from '../part.ts';
import { SaleView, saleView } from '../sale-view.ts';

const toSend = ['new', 'accepted', 'packed'] as const;

export const listSales = route({
  method: 'get',
  path: '/api/orders/sales',
  summary: "Your shop's part of every paid order.",
  role: 'seller',
  query: PageQuery.extend({
    state: PartState.optional(),
    dueBefore: z.iso.datetime().optional().meta({ description: 'only what has to be sent before then' }),
    orderId: OrderId.optional(),
    order: z.enum(['newest', 'oldest']).default('newest').meta({ description: 'oldest: the next deadline first' }),
    cursor: OrderId.optional(),
  }),
  reply: pageOf(SaleView),
  async handle({ query, user }, ctx: Context) {
    const { state, dueBefore, orderId, order, limit, cursor } = query;
    const sellerId = sellerOf(user);
    const states = state ? [state] : dueBefore ? [...toSend] : undefined;
    const paidBefore = dueBefore ? new Date(Date.parse(dueBefore) - ctx.shipMs) : undefined;
    const page = { states, paidBefore, orderId, order, limit: limit + 1, after: cursor };
    const found = await ctx.orders.salesOf(sellerId, page);
    const items = found.slice(0, limit).flatMap((one) => {
      const part = one.sellerOrders.find((each) => each.sellerId === sellerId);
      return part ? [saleView(one, part, ctx.shipMs)] : [];
    });
    return { items, ...(found.length > limit && { nextCursor: items.at(-1)?.orderId }) };
  },
});
