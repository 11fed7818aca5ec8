import type { returnReceived } from '@credenza/contracts';
import type { EventFor, Message } from '../message.ts';
import { piecesInWords } from '../order-lines.ts';
import { seeOrder, toBuyer } from '../order-links.ts';

/**
 * @param event pieces that are back with their shop
 * @returns that they are, and what goes back for them, for the buyer
 */
export function returnReceivedMessages({
  data,
  aggregateversion: version,
}: EventFor<typeof returnReceived>): Message[] {
  const { returnId, sellerName, refund, currency } = data;
  const pieces = piecesInWords(data.pieces);
  return [
    {
      ...toBuyer(data, { status: 'return', version }),
      kind: 'return.received',
      about: returnId,
      words: {
        en: ({ money }) => ({
          title: `Your return to ${sellerName} has arrived`,
          body: `${pieces}. ${money(refund.amount, currency)} goes back to you.`,
          parts: [
            `${sellerName} has got back: ${pieces}.`,
            `We are giving ${money(refund.amount, currency)} back to you. Depending on your bank it takes a few days to arrive.`,
          ],
          ...seeOrder.en,
        }),
        de: ({ money }) => ({
          title: `Deine Rückgabe ist bei ${sellerName} angekommen`,
          body: `${pieces}. Du bekommst ${money(refund.amount, currency)} zurück.`,
          parts: [
            `${sellerName} hat zurückbekommen: ${pieces}.`,
            `Du bekommst ${money(refund.amount, currency)} zurück. Je nach Bank dauert es ein paar Tage, bis das Geld da ist.`,
          ],
          ...seeOrder.de,
        }),
      },
    },
  ];
}
