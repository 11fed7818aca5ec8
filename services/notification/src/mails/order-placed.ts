import { formatMoney, type orderCreated } from '@credenza/contracts';
import type { z } from 'zod';
import type { Recipient } from '../recipient.store.ts';
import { type Letter, letter } from './letter.ts';
import { extraRows, rowsOf } from './order-lines.ts';

/**
 * @param to the buyer
 * @param order the order
 * @param shop where the marketplace is
 * @returns the mail that says what was ordered
 */
export function orderPlaced(to: Recipient, order: z.output<typeof orderCreated.schema>, shop: string): Letter {
  const { orderId, lines, currency, total } = order;
  return letter(to, `Your order ${orderId}`, [
    'We have your order and are waiting for your payment to come through. You have ordered:',
    {
      table: [
        ...rowsOf(lines, currency),
        ...extraRows(order, lines, currency),
        ['Total', formatMoney({ amount: total, currency })],
      ],
    },
    { link: 'See your order', url: `${shop}/orders/${orderId}` },
  ]);
}
