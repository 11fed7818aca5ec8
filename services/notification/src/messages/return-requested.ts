import type { returnRequested } from '@credenza/contracts';
import type { EventFor, Message } from '../message.ts';
import { piecesInWords } from '../order-lines.ts';
import { toShop } from '../order-links.ts';

/**
 * @param event a return that a buyer asks for
 * @returns what the buyer wants to send back, for the shop
 */
export function returnRequestedMessages({ data }: EventFor<typeof returnRequested>): Message[] {
  const body = `${piecesInWords(data.pieces)}: ${data.reason}`;
  return [
    {
      ...toShop(data),
      kind: 'return.requested',
      about: data.returnId,
      words: {
        en: () => ({ title: 'A buyer wants to send something back', body }),
        de: () => ({ title: 'Jemand möchte etwas zurückschicken', body }),
      },
    },
  ];
}
