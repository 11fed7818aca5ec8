import { setTimeout as pause } from 'node:timers/promises';
import type { World } from '../tests/journeys/world.ts';

const everyMs = 20;

/**
 * Watches for orders to be paid, all with one question to their database: each checkout asking by itself, or over HTTP, would
 * measure the asking.
 *
 * @param world a running marketplace
 * @returns `paid` resolves when an order is paid and throws when it is canceled; `stop` ends the watch
 */
export async function watchOrders(world: World) {
  const orders = (await world.db('order')).collection<{ _id: string; status: string }>('orders');
  const waiting = new Map<string, PromiseWithResolvers<void>>();
  let stopped = false;
  const watch = async () => {
    while (!stopped) {
      const query = { _id: { $in: [...waiting.keys()] }, status: { $ne: 'pending' } };
      const settled = waiting.size === 0 ? [] : await orders.find(query, { projection: { status: 1 } }).toArray();
      for (const { _id, status } of settled) {
        if (status === 'paid') waiting.get(_id)?.resolve();
        else waiting.get(_id)?.reject(new Error(status));
        waiting.delete(_id);
      }
      await pause(everyMs);
    }
  };
  const watching = watch();
  return {
    async paid(orderId: string): Promise<void> {
      const settled = Promise.withResolvers<void>();
      waiting.set(orderId, settled);
      await settled.promise;
    },
    async stop(): Promise<void> {
      stopped = true;
      await watching;
    },
  };
}
