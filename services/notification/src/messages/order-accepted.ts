import type { orderAccepted } from '@credenza/contracts';
import type { EventFor, Message } from '../message.ts';
import { seeOrder, toBuyer } from '../order-links.ts';

/**
 * @param event a shop's part of an order that the shop has taken on
 * @returns that the shop is at it, for the buyer
 */
export function orderAcceptedMessages({ data, aggregateversion: version }: EventFor<typeof orderAccepted>): Message[] {
  const { sellerName, sellerOrderId } = data;
  return [
    {
      ...toBuyer(data, { status: 'accepted', version }),
      kind: 'order.accepted',
      about: sellerOrderId,
      words: {
        en: () => ({
          title: `${sellerName} has your order`,
          body: `${sellerName} has accepted your order and is packing it.`,
          ...seeOrder.en,
        }),
        de: () => ({
          title: `${sellerName} hat deine Bestellung`,
          body: `${sellerName} hat deine Bestellung angenommen und packt sie.`,
          ...seeOrder.de,
        }),
      },
    },
  ];
}
