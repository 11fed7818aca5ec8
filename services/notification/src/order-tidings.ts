import { formatMoney, type LiveMessage, type OrderId, type OrderLine, type UserId } from '@credenza/contracts';
import { sumOf, whatOf } from './mails/order-lines.ts';
import type { Tidings } from './notification.ts';

/** What every event of an order says about it. */
export interface OrderFacts {
  orderId: OrderId;
  buyerId: UserId;
  lines: OrderLine[];
  total: number;
  currency: string;
}

type OrderStatus = Extract<LiveMessage, { kind: 'order' }>['status'];

/**
 * What a buyer hears about an order: its new status live, and a notification.
 *
 * @param order the order
 * @param step its new status at which version, and the words for the buyer
 * @returns the tidings
 */
export function forBuyer(
  order: OrderFacts,
  step: { status: OrderStatus; version: number; title: string; body: string; detail?: string | undefined },
): Tidings {
  const { status, version, title, body, detail } = step;
  return {
    userId: order.buyerId,
    about: order.orderId,
    kind: `order.${status}`,
    title,
    body,
    link: `/orders/${order.orderId}`,
    order: { orderId: order.orderId, status, version, ...(detail !== undefined && { detail }) },
  };
}

/**
 * What the sellers in an order hear, each about their own lines only.
 *
 * @param order the order
 * @param step the kind of notification and its title
 * @returns one for each seller
 */
export function forSellers(order: OrderFacts, step: { kind: string; title: string }): Tidings[] {
  return [...linesBySeller(order.lines)].map(([sellerId, lines]) => ({
    userId: sellerId,
    about: order.orderId,
    kind: step.kind,
    title: step.title,
    body: `${lines.map(whatOf).join('; ')}: ${formatMoney({ amount: sumOf(lines, 'total'), currency: order.currency })}`,
    link: `/seller/orders/${order.orderId}`,
  }));
}

/**
 * @param lines the lines of an order
 * @returns each seller's own
 */
export function linesBySeller(lines: OrderLine[]): Map<UserId, OrderLine[]> {
  return Map.groupBy(lines, (line) => line.sellerId);
}
