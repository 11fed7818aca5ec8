import { formatMoney, type paymentFailed } from '@credenza/contracts';
import type { z } from 'zod';
import type { Recipient } from '../recipient.store.ts';
import { type Letter, letter } from './letter.ts';

/**
 * @param to the buyer
 * @param payment the declined payment
 * @param shop where the marketplace is
 * @returns the mail that says that nothing was charged, and what to do
 */
export function paymentFailedMail(to: Recipient, payment: z.output<typeof paymentFailed.schema>, shop: string): Letter {
  const amount = formatMoney({ amount: payment.amount, currency: payment.currency });
  return letter(to, `Your payment for order ${payment.orderId} did not go through`, [
    `Your payment of ${amount} was declined: ${payment.reason}. You have not been charged.`,
    'The order cannot be completed. You can order again and pay in another way.',
    { link: 'See your order', url: `${shop}/orders/${payment.orderId}` },
  ]);
}
