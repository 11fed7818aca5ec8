import type { returnDeclined } from '@credenza/contracts';
import type { EventFor, Message } from '../message.ts';
import { piecesInWords } from '../order-lines.ts';
import { seeOrder, toBuyer } from '../order-links.ts';

/**
 * @param event a return that the shop does not take
 * @returns why the pieces may not go back, for the buyer
 */
export function returnDeclinedMessages({
  data,
  aggregateversion: version,
}: EventFor<typeof returnDeclined>): Message[] {
  const { returnId, sellerName, note } = data;
  const body = `${piecesInWords(data.pieces)}: ${note}`;
  return [
    {
      ...toBuyer(data, { status: 'return', version }),
      kind: 'return.declined',
      about: returnId,
      words: {
        en: () => ({ title: `${sellerName} does not take it back`, body, ...seeOrder.en }),
        de: () => ({ title: `${sellerName} nimmt es nicht zurück`, body, ...seeOrder.de }),
      },
    },
  ];
}
