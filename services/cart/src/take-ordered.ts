import type { orderPaid } from '@credenza/contracts';
import type { z } from 'zod';
import { type Change, remembering, type StoredCart, withLines } from './cart.ts';
import type { Line } from './line.ts';

/**
 * Takes the pieces of a paid order and the coupons that it has used out of its buyer's cart, once. Lines that came after the checkout stay, and so do pieces
 * beyond those that were bought.
 *
 * @param cart the buyer's cart
 * @param order the paid order
 * @returns the change; undefined when the pieces are out already
 */
export function takeOrdered(cart: StoredCart, order: z.output<typeof orderPaid.schema>): Change | undefined {
  if (cart.takenOrders?.includes(order.orderId)) return undefined;
  const bought = new Map<string, number>();
  for (const line of order.lines) bought.set(line.variantId, (bought.get(line.variantId) ?? 0) + line.quantity);
  const left = (line: Line) =>
    line.since > order.cartVersion ? line.quantity : line.quantity - (bought.get(line.variantId) ?? 0);
  const used = new Set(order.promotions?.map(({ code }) => code));
  const coupons = cart.coupons?.filter((code) => !used.has(code));
  const same = cart.lines.every((line) => left(line) === line.quantity) && coupons?.length === cart.coupons?.length;
  if (same) return undefined;
  const lines = cart.lines.map((line) => ({ ...line, quantity: left(line) })).filter((line) => line.quantity > 0);
  const takenOrders = remembering(cart.takenOrders, order.orderId);
  return withLines(lines, 'ordered', { takenOrders, ...(coupons && { coupons }) });
}
