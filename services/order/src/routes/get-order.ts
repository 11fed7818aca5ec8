import { OrderId } from '@credenza/contracts';
import { ownedBy, type Reply, route, versioned } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { OrderView, view } from '../view.ts';

export const getOrder = route({
  method: 'get',
  path: '/api/orders/:orderId',
  summary: 'One order with its timeline.',
  role: ['buyer', 'admin'],
  params: z.object({ orderId: OrderId }),
  reply: OrderView,
  async handle({ params, user }, ctx: Context): Promise<Reply<z.output<typeof OrderView>>> {
    const order = await ctx.orders.get(params.orderId);
    ownedBy(user, order.buyerId, 'order');
    return versioned(view(order), order.version);
  },
});
