import type { orderDelivered } from '@credenza/contracts';
import type { z } from 'zod';
import { piecesInWords } from '../part-tidings.ts';
import type { Recipient } from '../recipient.store.ts';
import { type Letter, letter } from './letter.ts';

/**
 * @param to the buyer
 * @param delivery what has arrived
 * @param shop where the marketplace is
 * @returns the mail that says so, and what to do if it has not
 */
export function parcelArrived(to: Recipient, delivery: z.output<typeof orderDelivered.schema>, shop: string): Letter {
  const { orderId, sellerName, pieces } = delivery;
  return letter(to, `Arrived: your order ${orderId} from ${sellerName}`, [
    `This has arrived from ${sellerName}: ${piecesInWords(pieces)}.`,
    'If you do not have it, or want to send something back, you can say so on the page of your order.',
    { link: 'See your order', url: `${shop}/orders/${orderId}` },
  ]);
}
