import type { paymentDelayed } from '@credenza/contracts';
import type { EventFor, Message } from '../message.ts';

/**
 * @param event a charge that the provider does not answer
 * @returns that the order waits, and that there is nothing to do, for the buyer
 */
export function paymentDelayedMessages({ data }: EventFor<typeof paymentDelayed>): Message[] {
  const { buyerId, paymentId, orderId, amount, currency } = data;
  return [
    {
      to: { user: buyerId },
      kind: 'payment.delayed',
      about: paymentId,
      link: `/orders/${orderId}`,
      words: {
        en: ({ money }) => ({
          title: 'Your payment takes longer',
          body: `The payment provider does not answer just now. We keep your order and ask again by ourselves; ${money(amount, currency)} will be charged once, or not at all.`,
        }),
        de: ({ money }) => ({
          title: 'Deine Zahlung dauert länger',
          body: `Der Zahlungsanbieter antwortet gerade nicht. Wir halten deine Bestellung fest und fragen selbst wieder nach; ${money(amount, currency)} werden einmal abgebucht oder gar nicht.`,
        }),
      },
    },
  ];
}
