import type { orderDelivered } from '@credenza/contracts';
import type { EventFor, Message } from '../message.ts';
import { piecesInWords } from '../order-lines.ts';
import { seeOrder, toBuyer } from '../order-links.ts';

/**
 * @param event parcels that have arrived; that an arrival known before has become the last one is no news
 * @returns what has arrived, and what to do if it has not, for the buyer
 */
export function orderDeliveredMessages({
  data,
  aggregateversion: version,
}: EventFor<typeof orderDelivered>): Message[] {
  const { orderId, sellerName, sellerOrderId, parcelIds } = data;
  const pieces = piecesInWords(data.pieces);
  return [
    {
      ...toBuyer(data, { status: 'delivered', version }),
      kind: 'order.delivered',
      about: parcelIds.at(-1) ?? sellerOrderId,
      words: {
        en: () => ({
          title: `Arrived from ${sellerName}`,
          body: `${pieces}.`,
          subject: `Arrived: your order ${orderId} from ${sellerName}`,
          parts: [
            `This has arrived from ${sellerName}: ${pieces}.`,
            'If you do not have it, or want to send something back, you can say so on the page of your order.',
          ],
          ...seeOrder.en,
        }),
        de: () => ({
          title: `Angekommen von ${sellerName}`,
          body: `${pieces}.`,
          subject: `Angekommen: deine Bestellung ${orderId} von ${sellerName}`,
          parts: [
            `Das ist von ${sellerName} angekommen: ${pieces}.`,
            'Wenn du es nicht hast oder etwas zurückschicken willst, sag es auf der Seite deiner Bestellung.',
          ],
          ...seeOrder.de,
        }),
      },
    },
  ];
}
