import type { orderPaid } from '@credenza/contracts';
import type { EventFor, Message } from '../message.ts';
import { earningRows, linesBySeller, sumOf, whatOf } from '../order-lines.ts';
import { toBuyer, toShop } from '../order-links.ts';

/**
 * @param event a paid order
 * @returns that it is paid, for its buyer, and for each seller what was sold and what it earns them
 */
export function orderPaidMessages({ data, aggregateversion: version }: EventFor<typeof orderPaid>): Message[] {
  const { orderId, total, currency } = data;
  const buyer: Message = {
    ...toBuyer(data, { status: 'paid', version }),
    kind: 'order.paid',
    about: orderId,
    words: {
      en: ({ money }) => ({
        title: 'Your order is paid',
        body: `Your payment of ${money(total, currency)} has arrived; the sellers are packing.`,
      }),
      de: ({ money }) => ({
        title: 'Deine Bestellung ist bezahlt',
        body: `Deine Zahlung von ${money(total, currency)} ist angekommen; die Shops packen.`,
      }),
    },
  };
  return [buyer, ...salesOf(data)];
}

function salesOf(data: EventFor<typeof orderPaid>['data']): Message[] {
  const { orderId, currency } = data;
  return [...linesBySeller(data.lines)].map(([sellerId, lines]) => {
    const goods = lines.map(whatOf).join('; ');
    const total = sumOf(lines, 'total');
    return {
      ...toShop({ orderId, sellerId }),
      kind: 'sale.paid',
      about: orderId,
      words: {
        en: ({ money }) => ({
          title: 'Sold',
          body: `${goods}: ${money(total, currency)}`,
          subject: `Sold: order ${orderId}`,
          parts: ['You have sold something, and it is paid:', { table: earningRows(data, lines, 'en') }],
          action: 'See the order',
        }),
        de: ({ money }) => ({
          title: 'Verkauft',
          body: `${goods}: ${money(total, currency)}`,
          subject: `Verkauft: Bestellung ${orderId}`,
          parts: ['Du hast etwas verkauft, und es ist bezahlt:', { table: earningRows(data, lines, 'de') }],
          action: 'Zur Bestellung',
        }),
      },
    };
  });
}
