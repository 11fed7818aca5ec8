import { OrderId } from '@credenza/contracts';
import { NotFound, type Reply, route, versioned } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { cancelByBuyer } from '../order.ts';
import { OrderView, view } from '../view.ts';

export const cancelOrder = route({
  method: 'post',
  path: '/api/orders/:orderId/cancel',
  summary: 'Cancel an order; what was paid goes back.',
  role: ['buyer', 'admin'],
  idempotency: 'optional',
  ifMatch: 'optional',
  params: z.object({ orderId: OrderId }),
  reply: OrderView,
  problems: ['conflict'],
  async handle({ params, user, ifVersion }, ctx: Context): Promise<Reply<z.output<typeof OrderView>>> {
    const { orderId } = params;
    const order = await ctx.orders.change(
      orderId,
      (before) => {
        if (user.role !== 'admin' && before.buyerId !== user.id) throw new NotFound('order');
        return cancelByBuyer(before, orderId, ctx.now());
      },
      { ifVersion },
    );
    await ctx.audit.record({ act: 'order.canceled', actor: user.id, subject: orderId, outcome: 'done' });
    return versioned(view(order), order.version);
  },
});
