import { z } from 'zod';
import type { Part } from './part.ts';

/** How far an order has come on its way, over all its shops. */
export const Fulfilment = z
  .enum(['open', 'partly-shipped', 'shipped', 'partly-delivered', 'delivered', 'canceled'])
  .meta({ description: 'over all shops; what is canceled does not count' });
export type Fulfilment = z.infer<typeof Fulfilment>;

/**
 * @param parts the seller orders of an order
 * @returns how far the order has come
 */
export function fulfilmentOf(parts: Pick<Part, 'state' | 'parcels'>[]): Fulfilment {
  const going = parts.filter(({ state }) => state !== 'canceled');
  if (going.length === 0) return 'canceled';
  if (going.every(({ state }) => state === 'delivered')) return 'delivered';
  const parcels = going.flatMap((part) => part.parcels);
  if (parcels.some(({ deliveredAt }) => deliveredAt)) return 'partly-delivered';
  if (going.every(({ state }) => state === 'shipped')) return 'shipped';
  return parcels.length > 0 ? 'partly-shipped' : 'open';
}
