import { OrderId } from '@credenza/contracts';
import type { Order, StoredOrder } from './order-state.ts';
import { cancelPart, openPart } from './part.ts';
import { split } from './split.ts';

/** An order as it was stored before orders were split among their shops. */
export type OldOrder = Omit<StoredOrder, 'sellerOrders' | 'paidAt'>;

/**
 * Gives an old order what every order has now.
 *
 * @param order an order without seller orders
 * @returns its parts, canceled with it or waiting for their shops, and when it was paid
 */
export function splitOld(order: OldOrder): Pick<Order, 'sellerOrders' | 'paidAt'> {
  const parts = split(OrderId.parse(order._id), order.lines).sellerOrders.map(openPart);
  const paidAt = order.timeline.find(({ what }) => what === 'paid')?.at;
  return { sellerOrders: order.status === 'canceled' ? parts.map(cancelPart) : parts, ...(paidAt && { paidAt }) };
}
