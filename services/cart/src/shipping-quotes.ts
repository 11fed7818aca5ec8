import type { ShippingOption } from '@credenza/contracts';
import type { Shippings } from './shipping.store.ts';
import { optionsFor, type Parcel, type ShippingRow } from './shipping.ts';

/** Says what sending costs. A carrier's service can stand behind it as well as the shops' own tables. */
export interface ShippingQuotes {
  /**
   * @param parcels what shops would have to send, at most one for each shop and cart
   * @returns the ways to send each, in the parcels' order; none when it cannot be sent there
   * @throws Unavailable when whoever knows does not answer
   */
  quote(parcels: readonly Parcel[]): Promise<ShippingOption[][]>;
}

/**
 * Quotes from the tables that the shops have set.
 *
 * @param shippings the tables
 * @param usual how a shop sends that has set nothing
 * @returns the quotes
 */
export function shopQuotes(shippings: Shippings, usual: ShippingRow): ShippingQuotes {
  return {
    async quote(parcels) {
      const tables = await shippings.of([...new Set(parcels.map(({ sellerId }) => sellerId))]);
      return parcels.map((parcel) => {
        const own = tables.get(parcel.sellerId) ?? [];
        return optionsFor(own.length > 0 ? own : [usual], parcel);
      });
    },
  };
}
