import { route, sellerOf, versioned } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { ShippingView } from '../shipping-view.ts';

export const getShipping = route({
  method: 'get',
  path: '/api/cart/shipping/options',
  summary: 'How the shop sends; empty, with version 0, while it has set nothing and sends as is usual here.',
  role: 'seller',
  reply: ShippingView,
  async handle({ user }, ctx: Context) {
    const found = await ctx.shippings.aggregates.find(sellerOf(user));
    return versioned({ version: found?.version ?? 0, options: found?.options ?? [] }, found?.version ?? 0);
  },
});
