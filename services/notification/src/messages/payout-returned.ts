import type { payoutReturned } from '@credenza/contracts';
import type { EventFor, Message } from '../message.ts';

/**
 * @param event a payout that the bank has sent back
 * @returns why, and what to do, for the shop
 */
export function payoutReturnedMessages({ data }: EventFor<typeof payoutReturned>): Message[] {
  const { payoutId, sellerId, amount, currency, reason } = data;
  return [
    {
      to: { shop: sellerId },
      kind: 'payout.returned',
      about: payoutId,
      link: '/seller/payouts',
      words: {
        en: ({ money }) => ({
          title: 'A payout has come back',
          body: `The bank has sent ${money(amount, currency)} back: ${reason}. Please look at your payout account.`,
        }),
        de: ({ money }) => ({
          title: 'Eine Auszahlung ist zurückgekommen',
          body: `Die Bank hat ${money(amount, currency)} zurückgeschickt: ${reason}. Bitte sieh nach deinem Auszahlungskonto.`,
        }),
      },
    },
  ];
}
