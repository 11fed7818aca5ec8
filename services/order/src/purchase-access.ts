import { randomUUID } from 'node:crypto';
import type { OrderId, SellerOrderId } from '@credenza/contracts';
import { type Decision, NotFound, type Reply, type User, versioned } from '@credenza/service-kit';
import type { z } from 'zod';
import { changeRecorded, type MoneyAct } from './change-recorded.ts';
import type { Context } from './context.ts';
import type { Order, StoredOrder } from './order-state.ts';
import type { Act } from './part-change.ts';
import { type OrderView, view } from './view.ts';

/**
 * Changes an order for its buyer.
 *
 * @param orderId which
 * @param request who asks, under which key, having seen which version of the order, and what the audit log is to say
 * @param ctx the context
 * @param decide the rule; it makes an act for the seller order that it is about
 * @returns the answer
 * @throws NotFound when it is somebody else's; whatever the rule throws
 */
export async function changePurchase(
  orderId: OrderId,
  request: {
    user: User;
    idempotencyKey?: string | undefined;
    ifVersion?: number | undefined;
    records?: MoneyAct;
  },
  ctx: Context,
  decide: (order: StoredOrder, actOn: (sellerOrderId: SellerOrderId) => Act<'buyer'>) => Decision<Order> | undefined,
): Promise<Reply<z.output<typeof OrderView>>> {
  const { user, idempotencyKey = randomUUID(), ifVersion, records } = request;
  const about = { by: 'buyer', key: `${user.id}:${idempotencyKey}`, now: ctx.now() } as const;
  const after = await changeRecorded(
    orderId,
    (order) => {
      if (order.buyerId !== user.id) throw new NotFound('order');
      return decide(order, (sellerOrderId) => ({ ...about, sellerOrderId }));
    },
    { actor: user.id, key: idempotencyKey, ifVersion, records },
    ctx,
  );
  return versioned(view(after), after.version);
}
