import { OrderId, type UserId } from '@credenza/contracts';
import type { PersonalData } from '@credenza/service-kit';
import type { Context } from './context.ts';
import type { StoredOrder } from './order-state.ts';
import { isOpen, pseudonymise } from './pseudonymise.ts';
import { view } from './view.ts';

/** Orders that are read at a time, and sales that are named at most. */
const pageSize = 100;

async function* ordersOf(buyerId: UserId, ctx: Context): AsyncGenerator<StoredOrder> {
  let found = await ctx.orders.listOf(buyerId, { limit: pageSize });
  while (found.length > 0) {
    yield* found;
    const after = found.length === pageSize ? found.at(-1)?._id : undefined;
    found = after === undefined ? [] : await ctx.orders.listOf(buyerId, { limit: pageSize, after });
  }
}

/** A buyer's orders, which stay in the books without name and address, and the cart as it was seen last. */
export const personal: PersonalData<Context> = {
  async *export({ userId }, ctx) {
    for await (const order of ordersOf(userId, ctx)) yield ['orders', view(order)];
    for (const cart of await ctx.carts.remembered(userId)) yield ['carts', cart];
  },
  async erase({ userId }, ctx) {
    let records = await ctx.carts.forget(userId);
    for await (const { _id, version } of ordersOf(userId, ctx)) {
      const after = await ctx.orders.change(_id, pseudonymise);
      if (after.version > version) records += 1;
    }
    return records;
  },
  async mentions({ userId }, ctx) {
    const ids: string[] = [];
    for await (const { _id } of ordersOf(userId, ctx)) ids.push(_id);
    return ids;
  },
  async obstacles({ userId, sellerId }, ctx) {
    const reasons: string[] = [];
    for await (const order of ordersOf(userId, ctx))
      if (isOpen(order)) reasons.push(`Order ${OrderId.parse(order._id)} is not over.`);
    for (const orderId of sellerId ? await ctx.orders.openSalesOf(sellerId, pageSize) : [])
      reasons.push(`The shop's part of order ${orderId} is not over.`);
    return reasons;
  },
};
