import { formatMoney, type orderRefunded } from '@credenza/contracts';
import type { z } from 'zod';
import type { Recipient } from '../recipient.store.ts';
import { type Letter, letter } from './letter.ts';

/**
 * @param to the buyer
 * @param order the refunded order
 * @param shop where the marketplace is
 * @returns the mail that says how much went back
 */
export function orderRefundedMail(to: Recipient, order: z.output<typeof orderRefunded.schema>, shop: string): Letter {
  const amount = formatMoney({ amount: order.amount, currency: order.currency });
  return letter(to, `${amount} refunded for your order ${order.orderId}`, [
    `We have given back ${amount} for your canceled order. Depending on your bank it takes a few days to arrive.`,
    { link: 'See your order', url: `${shop}/orders/${order.orderId}` },
  ]);
}
