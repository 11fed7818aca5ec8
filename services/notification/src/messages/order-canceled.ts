import type { CancelReason, orderCanceled } from '@credenza/contracts';
import { whyDeclined } from '../decline-reason.ts';
import type { Language } from '../language.ts';
import type { EventFor, Message } from '../message.ts';
import { totalRows } from '../order-lines.ts';
import { seeOrder, toBuyer, toSellers } from '../order-links.ts';

const reasons: Record<Language, Record<CancelReason, string>> = {
  en: {
    buyer: 'You have canceled it.',
    payment: 'Your payment did not go through.',
    stock: 'Something in it is no longer in stock.',
    expired: 'It was not paid in time.',
  },
  de: {
    buyer: 'Du hast sie storniert.',
    payment: 'Deine Zahlung hat nicht geklappt.',
    stock: 'Etwas daraus ist nicht mehr vorrätig.',
    expired: 'Sie wurde nicht rechtzeitig bezahlt.',
  },
};

/**
 * @param order the canceled order; its detail is in the words of whoever canceled it, or why the payment was declined
 * @param language which language
 * @returns why, in words for its buyer
 */
export function whyCanceled(order: { reason: CancelReason; detail?: string | undefined }, language: Language): string {
  const reason = reasons[language][order.reason];
  const said = order.detail?.trim();
  const detail = said && order.reason === 'payment' ? whyDeclined(said, language) : said;
  if (!detail || detail === reasons.en[order.reason]) return reason;
  return `${reason} ${detail.charAt(0).toUpperCase()}${detail.slice(1)}${/[.!?]$/.test(detail) ? '' : '.'}`;
}

/**
 * @param event a canceled order
 * @returns why it will not come, for its buyer, and that it will not go, for the sellers
 */
export function orderCanceledMessages({ data, aggregateversion: version }: EventFor<typeof orderCanceled>): Message[] {
  const { orderId, paymentId } = data;
  const [en, de] = [whyCanceled(data, 'en'), whyCanceled(data, 'de')];
  const paid = paymentId !== undefined;
  const buyer: Message = {
    ...toBuyer(data, { status: 'canceled', version, detail: en }),
    kind: 'order.canceled',
    // A payment that comes after the cancel cancels once more: that is news for the buyer, not for the sellers.
    about: paymentId ?? orderId,
    words: {
      en: () => ({
        title: 'Your order was canceled',
        body: paid ? `${en} We are giving your money back.` : en,
        subject: `Your order ${orderId} was canceled`,
        parts: [
          `Your order was canceled. ${en}`,
          { table: totalRows(data, 'en') },
          paid ? 'We are giving your money back.' : 'You have not been charged for it.',
        ],
        ...seeOrder.en,
      }),
      de: () => ({
        title: 'Deine Bestellung wurde storniert',
        body: paid ? `${de} Du bekommst dein Geld zurück.` : de,
        subject: `Deine Bestellung ${orderId} wurde storniert`,
        parts: [
          `Deine Bestellung wurde storniert. ${de}`,
          { table: totalRows(data, 'de') },
          paid ? 'Du bekommst dein Geld zurück.' : 'Es wurde dir nichts berechnet.',
        ],
        ...seeOrder.de,
      }),
    },
  };
  return [buyer, ...toSellers(data, 'sale.canceled', { en: 'Order canceled', de: 'Bestellung storniert' })];
}
