import type { paymentSucceeded } from '@credenza/contracts';
import type { EventFor, Message } from '../message.ts';
import { seeOrder } from '../order-links.ts';

/**
 * @param event a payment, charged at the event's time
 * @returns the receipt, for the buyer
 */
export function paymentSucceededMessages({ data, time }: EventFor<typeof paymentSucceeded>): Message[] {
  const { buyerId, paymentId, orderId, amount, currency, providerReference } = data;
  return [
    {
      to: { user: buyerId },
      kind: 'receipt',
      about: paymentId,
      link: `/orders/${orderId}`,
      words: {
        en: ({ money, day }) => ({
          title: `Receipt for your order ${orderId}`,
          body: `We have received ${money(amount, currency)}.`,
          parts: [
            `Thank you, we have received your payment of ${money(amount, currency)} on ${day(time)}.`,
            { table: [[`Order ${orderId}`, money(amount, currency)]] },
            `Payment: ${paymentId}. Reference of the payment provider: ${providerReference}.`,
          ],
          ...seeOrder.en,
        }),
        de: ({ money, day }) => ({
          title: `Beleg für deine Bestellung ${orderId}`,
          body: `Wir haben ${money(amount, currency)} erhalten.`,
          parts: [
            `Danke, wir haben deine Zahlung von ${money(amount, currency)} am ${day(time)} erhalten.`,
            { table: [[`Bestellung ${orderId}`, money(amount, currency)]] },
            `Zahlung: ${paymentId}. Referenz des Zahlungsanbieters: ${providerReference}.`,
          ],
          ...seeOrder.de,
        }),
      },
    },
  ];
}
