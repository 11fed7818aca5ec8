import type { orderShipped } from '@credenza/contracts';
import type { EventFor, Message } from '../message.ts';
import { piecesInWords } from '../order-lines.ts';
import { seeOrder, toBuyer } from '../order-links.ts';

/**
 * @param event a parcel that was sent
 * @returns what is on its way, for the buyer
 */
export function orderShippedMessages({ data, aggregateversion: version }: EventFor<typeof orderShipped>): Message[] {
  const { orderId, sellerName, carrier, tracking, complete, parcelId } = data;
  const pieces = piecesInWords(data.pieces);
  const how = `${carrier}${tracking ? ` ${tracking}` : ''}`;
  return [
    {
      ...toBuyer(data, { status: 'shipped', version }),
      kind: 'order.shipped',
      about: parcelId,
      words: {
        en: () => ({
          title: `${sellerName} has sent a parcel`,
          body: `${pieces}, with ${how}.`,
          subject: `On its way: your order ${orderId} from ${sellerName}`,
          parts: [
            `${sellerName} has sent a parcel with ${carrier}: ${pieces}.`,
            ...(tracking === undefined ? [] : [`Its tracking number is ${tracking}.`]),
            ...(complete ? [] : [`${sellerName} sends the rest later.`]),
          ],
          ...seeOrder.en,
        }),
        de: () => ({
          title: `${sellerName} hat ein Paket geschickt`,
          body: `${pieces}, mit ${how}.`,
          subject: `Unterwegs: deine Bestellung ${orderId} von ${sellerName}`,
          parts: [
            `${sellerName} hat ein Paket mit ${carrier} geschickt: ${pieces}.`,
            ...(tracking === undefined ? [] : [`Die Sendungsnummer ist ${tracking}.`]),
            ...(complete ? [] : [`Den Rest schickt ${sellerName} später.`]),
          ],
          ...seeOrder.de,
        }),
      },
    },
  ];
}
