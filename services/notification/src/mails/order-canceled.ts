import { type CancelReason, formatMoney, type orderCanceled } from '@credenza/contracts';
import type { z } from 'zod';
import type { Recipient } from '../recipient.store.ts';
import { type Letter, letter } from './letter.ts';
import { extraRows, rowsOf } from './order-lines.ts';

const reasons: Record<CancelReason, string> = {
  buyer: 'You have canceled it.',
  payment: 'Your payment did not go through.',
  stock: 'Something in it is no longer in stock.',
  expired: 'It was not paid in time.',
};

type Canceled = z.output<typeof orderCanceled.schema>;

/**
 * @param order the canceled order
 * @returns why, in words for its buyer
 */
export function whyCanceled(order: Pick<Canceled, 'reason' | 'detail'>): string {
  const reason = reasons[order.reason];
  const detail = order.detail?.trim();
  if (!detail || detail === reason) return reason;
  return `${reason} ${detail.charAt(0).toUpperCase()}${detail.slice(1)}${/[.!?]$/.test(detail) ? '' : '.'}`;
}

/**
 * @param to the buyer
 * @param order the canceled order
 * @param shop where the marketplace is
 * @returns the mail that says why, and what happens to the money
 */
export function orderCanceledMail(to: Recipient, order: Canceled, shop: string): Letter {
  const { orderId, lines, currency, total, paymentId } = order;
  return letter(to, `Your order ${orderId} was canceled`, [
    `Your order was canceled. ${whyCanceled(order)}`,
    {
      table: [
        ...rowsOf(lines, currency),
        ...extraRows(order, lines, currency),
        ['Total', formatMoney({ amount: total, currency })],
      ],
    },
    paymentId === undefined ? 'You have not been charged for it.' : 'We are giving your money back.',
    { link: 'See your order', url: `${shop}/orders/${orderId}` },
  ]);
}
