import type { orderReduced } from '@credenza/contracts';
import type { EventFor, Message } from '../message.ts';
import { piecesInWords } from '../order-lines.ts';
import { seeOrder, toBuyer, toShop } from '../order-links.ts';

const canceler = {
  en: { buyer: 'You have', admin: 'We have' },
  de: { buyer: 'Du hast', admin: 'Wir haben' },
};

/**
 * @param event pieces that were canceled before they were sent
 * @returns which ones will not come and what goes back for them, for the buyer; which ones are not to be sent, for the shop
 */
export function orderReducedMessages({ data, aggregateversion: version }: EventFor<typeof orderReduced>): Message[] {
  const { orderId, sellerName, refund, currency, by, reason } = data;
  const about = refund.refundId;
  const pieces = piecesInWords(data.pieces);
  const why = reason === undefined ? '' : ` (${reason})`;
  const buyer: Message = {
    ...toBuyer(data, { status: 'reduced', version }),
    kind: 'order.reduced',
    about,
    words: {
      en: ({ money }) => ({
        title: 'A part of an order was canceled',
        body: `${pieces}${why}. ${money(refund.amount, currency)} goes back to you.`,
        subject: `A part of your order ${orderId} was canceled`,
        parts: [
          `${by === 'seller' ? `${sellerName} has` : canceler.en[by]} canceled a part of your order: ${pieces}.`,
          ...(reason === undefined ? [] : [`The reason: ${reason}`]),
          `We are giving ${money(refund.amount, currency)} back to you.`,
        ],
        ...seeOrder.en,
      }),
      de: ({ money }) => ({
        title: 'Ein Teil einer Bestellung wurde storniert',
        body: `${pieces}${why}. Du bekommst ${money(refund.amount, currency)} zurück.`,
        subject: `Ein Teil deiner Bestellung ${orderId} wurde storniert`,
        parts: [
          `${by === 'seller' ? `${sellerName} hat` : canceler.de[by]} einen Teil deiner Bestellung storniert: ${pieces}.`,
          ...(reason === undefined ? [] : [`Der Grund: ${reason}`]),
          `Du bekommst ${money(refund.amount, currency)} zurück.`,
        ],
        ...seeOrder.de,
      }),
    },
  };
  const shop: Message = {
    ...toShop(data),
    kind: 'sale.reduced',
    about,
    words: {
      en: () => ({ title: 'A part of an order was canceled', body: `${pieces}${why}.` }),
      de: () => ({ title: 'Ein Teil einer Bestellung wurde storniert', body: `${pieces}${why}.` }),
    },
  };
  return [buyer, shop];
}
