import type { ShippingOption, UserId } from '@credenza/contracts';
import type { StoredPromotion } from '../promotion.ts';
import type { Parcel, Tariff } from '../shipping.ts';
import type { TaxRate } from './tax.ts';
import type { Want } from './want.ts';

/** What counts at one moment for some carts, as far as it was asked for. */
export interface Terms {
  at: Date;
  /** Those that are on, and those of the coupons. */
  promotions: StoredPromotion[];
  /** How often limited promotions were used, in all and by the buyers, by the ids of the lists. */
  used: Map<string, number>;
  /** What each shop has answered, for one parcel or for several. */
  tariffs: Map<string, Tariff[]>;
  taxes: Map<string, TaxRate>;
  codes: Set<string>;
  userIds: Set<UserId>;
}

/**
 * @param terms what is known
 * @param parcel a parcel
 * @returns what its shop offers for it; undefined when that is not known
 */
export function optionsIn({ tariffs }: Terms, parcel: Parcel): ShippingOption[] | undefined {
  for (const tariff of tariffs.get(parcel.sellerId) ?? []) {
    const options = tariff(parcel);
    if (options) return options;
  }
  return undefined;
}

/**
 * @param terms what is known
 * @param want what has to be known
 * @returns whether it is
 */
export function covers(terms: Terms, want: Want): boolean {
  return (
    want.codes.every((code) => terms.codes.has(code)) &&
    want.parcels.every((parcel) => optionsIn(terms, parcel) !== undefined) &&
    terms.taxes.has(want.destination.country) &&
    (want.userId === undefined || terms.userIds.has(want.userId))
  );
}
