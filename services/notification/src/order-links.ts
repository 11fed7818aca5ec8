import type { OrderId, OrderLine, UserId } from '@credenza/contracts';
import type { OrderNews } from './feed.ts';
import type { Message } from './message.ts';
import { linesBySeller, sumOf, whatOf } from './order-lines.ts';

/** How the mails call the way to an order. */
export const seeOrder = { en: { action: 'See your order' }, de: { action: 'Zu deiner Bestellung' } };

/**
 * What a message to a buyer about an order has beside its words.
 *
 * @param order the order
 * @param live what has happened to it, at which version; also told live
 * @returns who gets it, where it leads, and the order's new status
 */
export function toBuyer(
  order: { orderId: OrderId; buyerId: UserId },
  live: Omit<OrderNews, 'orderId'>,
): Pick<Message, 'to' | 'link' | 'order'> {
  const { orderId, buyerId } = order;
  return { to: { user: buyerId }, link: `/orders/${orderId}`, order: { orderId, ...live } };
}

/**
 * What a message to a shop about its part of an order has beside its words.
 *
 * @param part the order and the shop
 * @returns who gets it and where it leads
 */
export function toShop(part: { orderId: OrderId; sellerId: UserId }): Pick<Message, 'to' | 'link'> {
  return { to: { shop: part.sellerId }, link: `/seller/orders/${part.orderId}` };
}

/**
 * What the sellers in an order hear, each about their own lines only.
 *
 * @param order the order
 * @param kind the kind of message
 * @param title its title in each language
 * @returns one for each seller
 */
export function toSellers(
  order: { orderId: OrderId; lines: OrderLine[]; currency: string },
  kind: Message['kind'],
  title: { en: string; de: string },
): Message[] {
  return [...linesBySeller(order.lines)].map(([sellerId, lines]) => {
    const goods = lines.map(whatOf).join('; ');
    const total = sumOf(lines, 'total');
    return {
      ...toShop({ orderId: order.orderId, sellerId }),
      kind,
      about: order.orderId,
      words: {
        en: ({ money }) => ({ title: title.en, body: `${goods}: ${money(total, order.currency)}` }),
        de: ({ money }) => ({ title: title.de, body: `${goods}: ${money(total, order.currency)}` }),
      },
    };
  });
}
