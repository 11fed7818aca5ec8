import type { paymentFailed } from '@credenza/contracts';
import { whyDeclined } from '../decline-reason.ts';
import type { EventFor, Message } from '../message.ts';
import { seeOrder } from '../order-links.ts';

/**
 * @param event a declined payment
 * @returns that nothing was charged, and what to do, for the buyer
 */
export function paymentFailedMessages({ data }: EventFor<typeof paymentFailed>): Message[] {
  const { buyerId, paymentId, orderId, amount, currency, reason } = data;
  const [en, de] = [whyDeclined(reason, 'en'), whyDeclined(reason, 'de')];
  return [
    {
      to: { user: buyerId },
      kind: 'payment.failed',
      about: paymentId,
      link: `/orders/${orderId}`,
      words: {
        en: ({ money }) => ({
          title: 'Your payment did not go through',
          body: `${money(amount, currency)} could not be charged${en ? `: ${en}` : '.'}`,
          subject: `Your payment for order ${orderId} did not go through`,
          parts: [
            `Your payment of ${money(amount, currency)} was declined${en ? `: ${en}` : ''}. You have not been charged.`,
            'The order cannot be completed. You can order again and pay in another way.',
          ],
          ...seeOrder.en,
        }),
        de: ({ money }) => ({
          title: 'Deine Zahlung hat nicht geklappt',
          body: `${money(amount, currency)} konnten nicht abgebucht werden${de ? `: ${de}` : '.'}`,
          subject: `Deine Zahlung für die Bestellung ${orderId} hat nicht geklappt`,
          parts: [
            `Deine Zahlung von ${money(amount, currency)} wurde abgelehnt${de ? `: ${de}` : ''}. Es wurde dir nichts berechnet.`,
            'Die Bestellung kann nicht abgeschlossen werden. Du kannst noch einmal bestellen und anders bezahlen.',
          ],
          ...seeOrder.de,
        }),
      },
    },
  ];
}
