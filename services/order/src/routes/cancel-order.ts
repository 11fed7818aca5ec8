import { OrderId } from '@credenza/contracts';
import { changeAudited, ownedBy, type Reply, route, versioned } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { cancelByBuyer, type StoredOrder } from '../order.ts';
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
    const decide = (before: StoredOrder) => {
      ownedBy(user, before.buyerId, 'order');
      return cancelByBuyer(before, orderId, ctx.now());
    };
    const act = 'order.cancel-ordered';
    const order = await changeAudited(ctx.orders, orderId, decide, {
      ifVersion,
      audit: ctx.audit,
      entriesOf: ({ status, total, currency }) => [
        {
          act,
          actor: user.id,
          subject: orderId,
          outcome: 'done',
          key: `${orderId}:${act}:${user.id}`,
          detail: { from: status, total, currency },
        },
      ],
    });
    return versioned(view(order), order.version);
  },
});
