import type { OrderLine } from '@credenza/contracts';
import type { Recipient } from '../recipient.store.ts';
import { type Letter, letter } from './letter.ts';
import { type Extras, earningRows, rowsOf } from './order-lines.ts';

/**
 * @param to the seller
 * @param sale the order's id, currency and parts, and this seller's own lines of it
 * @param shop where the marketplace is
 * @returns the mail that says what was sold and what the seller earns
 */
export function sold(
  to: Recipient,
  sale: { orderId: string; currency: string; lines: OrderLine[] } & Extras,
  shop: string,
): Letter {
  const { orderId, currency, lines } = sale;
  return letter(to, `Sold: order ${orderId}`, [
    'You have sold something, and it is paid:',
    { table: [...rowsOf(lines, currency), ...earningRows(sale, lines, currency)] },
    { link: 'See the order', url: `${shop}/seller/orders/${orderId}` },
  ]);
}
