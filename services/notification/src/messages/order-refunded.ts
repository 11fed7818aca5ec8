import type { orderRefunded } from '@credenza/contracts';
import type { EventFor, Message } from '../message.ts';
import { seeOrder, toBuyer } from '../order-links.ts';

/**
 * @param event a canceled order whose money is on its way back
 * @returns how much, for its buyer
 */
export function orderRefundedMessages({ data, aggregateversion: version }: EventFor<typeof orderRefunded>): Message[] {
  const { orderId, amount, currency } = data;
  return [
    {
      ...toBuyer(data, { status: 'refunded', version }),
      kind: 'order.refunded',
      about: orderId,
      words: {
        en: ({ money }) => ({
          title: 'Your money is on its way back',
          body: `We have refunded ${money(amount, currency)}.`,
          subject: `${money(amount, currency)} refunded for your order ${orderId}`,
          parts: [
            `We have given back ${money(amount, currency)} for your canceled order. Depending on your bank it takes a few days to arrive.`,
          ],
          ...seeOrder.en,
        }),
        de: ({ money }) => ({
          title: 'Dein Geld ist auf dem Weg zurück',
          body: `Wir haben ${money(amount, currency)} erstattet.`,
          subject: `${money(amount, currency)} für deine Bestellung ${orderId} erstattet`,
          parts: [
            `Wir haben dir ${money(amount, currency)} für deine stornierte Bestellung zurückgegeben. Je nach Bank dauert es ein paar Tage, bis das Geld da ist.`,
          ],
          ...seeOrder.de,
        }),
      },
    },
  ];
}
