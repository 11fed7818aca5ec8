import type { orderPaid } from '@credenza/contracts';
import type { Decision } from '@credenza/service-kit';
import type { z } from 'zod';
import { type Cart, remembering, type StoredCart, withLines } from './cart.ts';
import type { Line } from './line.ts';

/**
 * Takes the pieces of a paid order out of its buyer's cart, once. Lines that came after the checkout stay, and so do pieces
 * beyond those that were bought.
 *
 * @param cart the buyer's cart
 * @param order the paid order
 * @returns the decision; undefined when the pieces are out already
 */
export function takeOrdered(cart: StoredCart, order: z.output<typeof orderPaid.schema>): Decision<Cart> | undefined {
  if (cart.takenOrders?.includes(order.orderId)) return undefined;
  const bought = new Map<string, number>();
  for (const line of order.lines) bought.set(line.variantId, (bought.get(line.variantId) ?? 0) + line.quantity);
  const left = (line: Line) =>
    line.since > order.cartVersion ? line.quantity : line.quantity - (bought.get(line.variantId) ?? 0);
  if (cart.lines.every((line) => left(line) === line.quantity)) return undefined;
  const lines = cart.lines.map((line) => ({ ...line, quantity: left(line) })).filter((line) => line.quantity > 0);
  return withLines(cart, lines, 'ordered', { takenOrders: remembering(cart.takenOrders, order.orderId) });
}
