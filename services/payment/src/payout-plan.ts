import { z } from 'zod';
import type { Seller } from './seller.store.ts';

/** Why a shop gets no payout. */
export const Stay = z.enum(['negative', 'nothing-available', 'below-minimum', 'suspended', 'no-payout-account']);
export type Stay = z.infer<typeof Stay>;

/**
 * Whether a shop would be paid now.
 *
 * @param available its available funds, in minor units
 * @param minimum the least that is paid out, in minor units
 * @param seller what is known of the shop; undefined when it has never told of itself
 * @returns why not; undefined when it gets all that is available
 */
export function whyNot(available: number, minimum: number, seller: Seller | undefined): Stay | undefined {
  if (available < 0) return 'negative';
  if (available === 0) return 'nothing-available';
  if (available < minimum) return 'below-minimum';
  if (seller?.state === 'suspended') return 'suspended';
  return seller?.payoutReady ? undefined : 'no-payout-account';
}
