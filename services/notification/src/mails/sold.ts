import { formatMoney, type OrderLine } from '@credenza/contracts';
import type { Recipient } from '../recipient.store.ts';
import { type Letter, letter } from './letter.ts';
import { rowsOf, sumOf } from './order-lines.ts';

/**
 * @param to the seller
 * @param sale the order's id and currency, and this seller's own lines of it
 * @param shop where the marketplace is
 * @returns the mail that says what was sold and what the seller earns
 */
export function sold(
  to: Recipient,
  sale: { orderId: string; currency: string; lines: OrderLine[] },
  shop: string,
): Letter {
  const { orderId, currency, lines } = sale;
  const money = (amount: number) => formatMoney({ amount, currency });
  const [total, commission] = [sumOf(lines, 'total'), sumOf(lines, 'commission')];
  return letter(to, `Sold: order ${orderId}`, [
    'You have sold something, and it is paid:',
    {
      table: [
        ...rowsOf(lines, currency),
        ['Commission of the marketplace', `−${money(commission)}`],
        ['You earn', money(total - commission)],
      ],
    },
    { link: 'See the order', url: `${shop}/seller/orders/${orderId}` },
  ]);
}
