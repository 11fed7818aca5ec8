import type { orderCreated } from '@credenza/contracts';
import type { EventFor, Message } from '../message.ts';
import { totalRows } from '../order-lines.ts';
import { seeOrder, toBuyer, toSellers } from '../order-links.ts';

/**
 * @param event a new order
 * @returns that it is in, for its buyer, and what of theirs is in it, for each seller
 */
export function orderCreatedMessages({ data, aggregateversion: version }: EventFor<typeof orderCreated>): Message[] {
  const { orderId, total, currency } = data;
  const buyer: Message = {
    ...toBuyer(data, { status: 'created', version }),
    kind: 'order.created',
    about: orderId,
    words: {
      en: ({ money }) => ({
        title: 'We have your order',
        body: `Your order over ${money(total, currency)} waits for its payment.`,
        subject: `Your order ${orderId}`,
        parts: [
          'We have your order and are waiting for your payment to come through. You have ordered:',
          { table: totalRows(data, 'en') },
        ],
        ...seeOrder.en,
      }),
      de: ({ money }) => ({
        title: 'Deine Bestellung ist da',
        body: `Deine Bestellung über ${money(total, currency)} wartet auf ihre Zahlung.`,
        subject: `Deine Bestellung ${orderId}`,
        parts: [
          'Deine Bestellung ist bei uns; wir warten auf deine Zahlung. Du hast bestellt:',
          { table: totalRows(data, 'de') },
        ],
        ...seeOrder.de,
      }),
    },
  };
  return [buyer, ...toSellers(data, 'sale.created', { en: 'New order', de: 'Neue Bestellung' })];
}
