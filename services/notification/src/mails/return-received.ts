import { formatMoney, type returnReceived } from '@credenza/contracts';
import type { z } from 'zod';
import { piecesInWords } from '../part-tidings.ts';
import type { Recipient } from '../recipient.store.ts';
import { type Letter, letter } from './letter.ts';

/**
 * @param to the buyer
 * @param back which pieces are back, and what goes back for them
 * @param shop where the marketplace is
 * @returns the mail that says so
 */
export function returnReceivedMail(to: Recipient, back: z.output<typeof returnReceived.schema>, shop: string): Letter {
  const { orderId, sellerName, pieces, refund, currency } = back;
  const amount = formatMoney({ amount: refund.amount, currency });
  return letter(to, `Your return to ${sellerName} has arrived`, [
    `${sellerName} has got back: ${piecesInWords(pieces)}.`,
    `We are giving ${amount} back to you. Depending on your bank it takes a few days to arrive.`,
    { link: 'See your order', url: `${shop}/orders/${orderId}` },
  ]);
}
