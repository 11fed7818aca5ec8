import type { UserId } from '@credenza/contracts';
import type { Destination, StoredCart } from '../cart.ts';
import type { Parcel } from '../shipping.ts';
import { listPrice } from './goods.ts';

/** What has to be known to price a cart. */
export interface Want {
  /** Missing for a guest. */
  userId?: UserId | undefined;
  codes: string[];
  destination: Destination;
  parcels: Parcel[];
}

/**
 * @param cart a cart
 * @param home the country that counts while the buyer has said none
 * @returns what has to be known to price it
 */
export function wantOf(cart: StoredCart, home: string): Want {
  const destination = cart.destination ?? { country: home };
  const shops = Map.groupBy(cart.lines, ({ sellerId }) => sellerId);
  return {
    userId: cart.userId,
    codes: cart.coupons ?? [],
    destination,
    parcels: [...shops].map(([sellerId, own]) => ({
      sellerId,
      destination,
      goods: listPrice(own),
      pieces: own.map(({ variantId, quantity }) => ({ variantId, quantity })),
    })),
  };
}
