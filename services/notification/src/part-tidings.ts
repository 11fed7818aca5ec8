import type { LiveMessage, OrderId, UserId } from '@credenza/contracts';
import type { Tidings } from './notification.ts';

/** What every event about one shop's part of an order says. */
export interface PartFacts {
  orderId: OrderId;
  buyerId: UserId;
  sellerId: UserId;
  sellerName: string;
}

/** What there is to say of it. */
export interface PartNews {
  kind: string;
  /** What it is said once of: a parcel, a refund, a return. */
  about: string;
  title: string;
  body: string;
}

/**
 * What a buyer hears about one shop's part of an order: a notification, and live that the order has changed.
 *
 * @param part the part
 * @param news what there is to say
 * @param live what has happened to the order, at which version of it
 * @returns the tidings
 */
export function forBuyerOf(
  part: PartFacts,
  news: PartNews,
  live: { status: Extract<LiveMessage, { kind: 'order' }>['status']; version: number },
): Tidings {
  const { orderId, buyerId } = part;
  return { ...news, userId: buyerId, link: `/orders/${orderId}`, order: { orderId, ...live } };
}

/**
 * What a shop hears about its part of an order.
 *
 * @param part the part
 * @param news what there is to say
 * @returns the tidings
 */
export function forShopOf(part: PartFacts, news: PartNews): Tidings {
  return { ...news, userId: part.sellerId, link: `/seller/orders/${part.orderId}` };
}

/**
 * @param pieces some pieces of lines
 * @returns what they are, such as `2 × Oak shelf; 1 × Lamp`
 */
export function piecesInWords(pieces: { quantity: number; title: string }[]): string {
  return pieces.map(({ quantity, title }) => `${quantity} × ${title}`).join('; ');
}
