import { randomUUID } from 'node:crypto';
import type { SellerOrderId } from '@credenza/contracts';
import { type Decision, NotFound, type Reply, sellerOf, type User, versioned } from '@credenza/service-kit';
import type { z } from 'zod';
import { changeRecorded, type MoneyAct } from './change-recorded.ts';
import type { Context } from './context.ts';
import type { Order, StoredOrder } from './order-state.ts';
import type { Part } from './part.ts';
import type { Act } from './part-change.ts';
import { type SaleView, saleView } from './sale-view.ts';

/**
 * Finds a seller order for a member of its shop, or for an admin.
 *
 * @param order the order
 * @param sellerOrderId which of its seller orders
 * @param user who asks
 * @returns the seller order
 * @throws NotFound when it belongs to another shop
 */
export function ownPart(order: StoredOrder, sellerOrderId: SellerOrderId, user: User): Part {
  const part = order.sellerOrders.find((one) => one.sellerOrderId === sellerOrderId);
  const own = user.role === 'admin' || part?.sellerId === sellerOf(user);
  if (!part || !own) throw new NotFound('order');
  return part;
}

/**
 * Reads a seller order.
 *
 * @param sellerOrderId which
 * @param user a member of its shop, or an admin
 * @param ctx the context
 * @returns the answer
 * @throws NotFound when it belongs to another shop
 */
export async function readSale(
  sellerOrderId: SellerOrderId,
  user: User,
  ctx: Context,
): Promise<Reply<z.output<typeof SaleView>>> {
  const orderId = await ctx.orders.ofPart(sellerOrderId);
  if (!orderId) throw new NotFound('order');
  return answer(await ctx.orders.get(orderId), sellerOrderId, user, ctx);
}

/**
 * Changes a seller order for a member of its shop, or for an admin.
 *
 * @param sellerOrderId which
 * @param request who asks, under which key, having seen which version, and what the audit log is to say
 * @param ctx the context
 * @param decide the rule
 * @returns the answer
 * @throws NotFound when it belongs to another shop; whatever the rule throws
 */
export async function changeSale(
  sellerOrderId: SellerOrderId,
  request: {
    user: User;
    idempotencyKey?: string | undefined;
    ifVersion?: number | undefined;
    records?: MoneyAct;
  },
  ctx: Context,
  decide: (order: StoredOrder, act: Act<'seller' | 'admin'>) => Decision<Order> | undefined,
): Promise<Reply<z.output<typeof SaleView>>> {
  const { user, idempotencyKey = randomUUID(), ifVersion, records } = request;
  const orderId = await ctx.orders.ofPart(sellerOrderId);
  if (!orderId) throw new NotFound('order');
  const by = user.role === 'admin' ? 'admin' : 'seller';
  const act = { sellerOrderId, by, key: `${user.id}:${idempotencyKey}`, now: ctx.now(), ifVersion } as const;
  const after = await changeRecorded(
    orderId,
    (order) => {
      ownPart(order, sellerOrderId, user);
      return decide(order, act);
    },
    { actor: user.id, key: idempotencyKey, records },
    ctx,
  );
  return answer(after, sellerOrderId, user, ctx);
}

function answer(order: StoredOrder, sellerOrderId: SellerOrderId, user: User, ctx: Context) {
  const part = ownPart(order, sellerOrderId, user);
  return versioned(saleView(order, part, ctx.shipMs), part.version);
}
