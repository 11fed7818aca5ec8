import type { payoutSettled } from '@credenza/contracts';
import type { EventFor, Message } from '../message.ts';

/**
 * @param event a payout that has arrived
 * @returns how much, for the shop
 */
export function payoutSettledMessages({ data }: EventFor<typeof payoutSettled>): Message[] {
  const { payoutId, sellerId, amount, currency, reference } = data;
  return [
    {
      to: { shop: sellerId },
      kind: 'payout.settled',
      about: payoutId,
      link: '/seller/payouts',
      words: {
        en: ({ money }) => ({
          title: 'Your money is on its way to your account',
          body: `${money(amount, currency)} were paid out. Reference: ${reference}.`,
        }),
        de: ({ money }) => ({
          title: 'Dein Geld ist auf dem Weg auf dein Konto',
          body: `${money(amount, currency)} wurden ausgezahlt. Referenz: ${reference}.`,
        }),
      },
    },
  ];
}
