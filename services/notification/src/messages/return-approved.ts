import type { returnApproved } from '@credenza/contracts';
import type { EventFor, Message } from '../message.ts';
import { piecesInWords } from '../order-lines.ts';
import { seeOrder, toBuyer } from '../order-links.ts';

/**
 * @param event a return that the shop takes
 * @returns that the pieces may go back, for the buyer
 */
export function returnApprovedMessages({
  data,
  aggregateversion: version,
}: EventFor<typeof returnApproved>): Message[] {
  const { returnId, sellerName, note } = data;
  const pieces = piecesInWords(data.pieces);
  const more = note === undefined ? '' : ` ${note}`;
  return [
    {
      ...toBuyer(data, { status: 'return', version }),
      kind: 'return.approved',
      about: returnId,
      words: {
        en: () => ({
          title: `${sellerName} takes it back`,
          body: `You can send back ${pieces}.${more}`,
          ...seeOrder.en,
        }),
        de: () => ({
          title: `${sellerName} nimmt es zurück`,
          body: `Du kannst ${pieces} zurückschicken.${more}`,
          ...seeOrder.de,
        }),
      },
    },
  ];
}
