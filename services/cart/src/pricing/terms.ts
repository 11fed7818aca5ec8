import type { ShippingOption, UserId } from '@credenza/contracts';
import type { StoredPromotion } from '../promotion.ts';
import type { Parcel } from '../shipping.ts';
import type { TaxRate } from './tax.ts';
import type { Want } from './want.ts';

/** What counts at one moment for some carts, as far as it was asked for. */
export interface Terms {
  at: Date;
  /** Those that are on, and those of the coupons. */
  promotions: StoredPromotion[];
  /** How often limited promotions were used, in all and by the buyers, by the ids of the lists. */
  used: Map<string, number>;
  options: Map<string, ShippingOption[]>;
  taxes: Map<string, TaxRate>;
  codes: Set<string>;
  userIds: Set<UserId>;
}

/**
 * @param parcel a parcel
 * @returns what its options are kept under
 */
export function parcelKey(parcel: Parcel): string {
  return JSON.stringify(parcel);
}

/**
 * @param terms what is known
 * @param want what has to be known
 * @returns whether it is
 */
export function covers(terms: Terms, want: Want): boolean {
  return (
    want.codes.every((code) => terms.codes.has(code)) &&
    want.parcels.every((parcel) => terms.options.has(parcelKey(parcel))) &&
    terms.taxes.has(want.destination.country) &&
    (want.userId === undefined || terms.userIds.has(want.userId))
  );
}
