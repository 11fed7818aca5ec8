import type { Envelope, OrderId } from '@credenza/contracts';
import type { Entries } from './kinds.ts';
import { once } from './note.ts';
import { type SaleNote, saleId } from './sale.ts';

/** One shop's part of an order. */
interface Part {
  orderId: OrderId;
  sellerId: string;
}

/**
 * @param part the order and the shop
 * @param notes what is said about the shop's part of the order
 * @returns the entries
 */
export function saleEntries({ orderId, sellerId }: Part, notes: Record<string, SaleNote>): Entries {
  return { sales: [{ id: saleId(orderId, sellerId), sellerId, notes }] };
}

/**
 * @param event an event that says no more than that something happened
 * @param part the order and the shop
 * @param keys what happened
 * @returns the entries
 */
export function stepEntries(event: Envelope, part: Part, ...keys: string[]): Entries {
  return saleEntries(part, Object.fromEntries(keys.map((key) => [key, { ...once(event), what: 'step' as const }])));
}

/**
 * @param order an order of one or several shops
 * @param notes what is said about the part of one shop
 * @returns the entries of all of them
 */
export function everyShop(
  order: { orderId: OrderId; lines: { sellerId: string }[] },
  notes: (sellerId: string) => Record<string, SaleNote>,
): Entries {
  const shops = [...new Set(order.lines.map(({ sellerId }) => sellerId))];
  return {
    sales: shops.map((sellerId) => ({ id: saleId(order.orderId, sellerId), sellerId, notes: notes(sellerId) })),
  };
}
