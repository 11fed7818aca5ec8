import { formatMoney, type orderReduced } from '@credenza/contracts';
import type { z } from 'zod';
import { piecesInWords } from '../part-tidings.ts';
import type { Recipient } from '../recipient.store.ts';
import { type Letter, letter } from './letter.ts';

/**
 * @param to the buyer
 * @param cut which pieces will not come, and what goes back for them
 * @param shop where the marketplace is
 * @returns the mail that says so
 */
export function orderReducedMail(to: Recipient, cut: z.output<typeof orderReduced.schema>, shop: string): Letter {
  const { orderId, sellerName, pieces, refund, currency, by, reason } = cut;
  const amount = formatMoney({ amount: refund.amount, currency });
  const who = by === 'buyer' ? 'You have' : by === 'seller' ? `${sellerName} has` : 'We have';
  return letter(to, `A part of your order ${orderId} was canceled`, [
    `${who} canceled a part of your order: ${piecesInWords(pieces)}.`,
    ...(reason === undefined ? [] : [`The reason: ${reason}`]),
    `We are giving ${amount} back to you.`,
    { link: 'See your order', url: `${shop}/orders/${orderId}` },
  ]);
}
