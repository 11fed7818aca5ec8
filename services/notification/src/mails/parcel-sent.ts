import type { orderShipped } from '@credenza/contracts';
import type { z } from 'zod';
import { piecesInWords } from '../part-tidings.ts';
import type { Recipient } from '../recipient.store.ts';
import { type Letter, letter } from './letter.ts';

/**
 * @param to the buyer
 * @param parcel what was sent, and how it goes
 * @param shop where the marketplace is
 * @returns the mail that says what is on its way
 */
export function parcelSent(to: Recipient, parcel: z.output<typeof orderShipped.schema>, shop: string): Letter {
  const { orderId, sellerName, carrier, tracking, pieces, complete } = parcel;
  return letter(to, `On its way: your order ${orderId} from ${sellerName}`, [
    `${sellerName} has sent a parcel with ${carrier}: ${piecesInWords(pieces)}.`,
    ...(tracking === undefined ? [] : [`Its tracking number is ${tracking}.`]),
    ...(complete ? [] : [`${sellerName} sends the rest later.`]),
    { link: 'See your order', url: `${shop}/orders/${orderId}` },
  ]);
}
