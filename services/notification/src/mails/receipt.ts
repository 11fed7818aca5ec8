import { formatMoney, type paymentSucceeded } from '@credenza/contracts';
import type { z } from 'zod';
import type { Recipient } from '../recipient.store.ts';
import { type Letter, letter } from './letter.ts';

/**
 * @param to the buyer
 * @param payment the payment
 * @param paidAt when it was charged, ISO 8601
 * @param shop where the marketplace is
 * @returns the receipt
 */
export function receipt(
  to: Recipient,
  payment: z.output<typeof paymentSucceeded.schema>,
  paidAt: string,
  shop: string,
): Letter {
  const amount = formatMoney({ amount: payment.amount, currency: payment.currency });
  return letter(to, `Receipt for your order ${payment.orderId}`, [
    `Thank you, we have received your payment of ${amount} on ${paidAt.slice(0, 10)}.`,
    { table: [[`Order ${payment.orderId}`, amount]] },
    `Payment: ${payment.paymentId}. Reference of the payment provider: ${payment.providerReference}.`,
    { link: 'See your order', url: `${shop}/orders/${payment.orderId}` },
  ]);
}
