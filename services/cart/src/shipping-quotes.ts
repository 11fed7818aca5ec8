import type { Shippings } from './shipping.store.ts';
import { optionsFor, type Parcel, type ShippingRow, type Tariff } from './shipping.ts';

/** Says what sending costs. A carrier's service can stand behind it as well as the shops' own tables. */
export interface ShippingQuotes {
  /**
   * @param parcels what shops would have to send
   * @returns for each, in their order, what its shop offers. A tariff that answers for other parcels of the shop as well spares questions
   *   when a cart changes in several tabs at once
   * @throws Unavailable when whoever knows does not answer
   */
  quote(parcels: readonly Parcel[]): Promise<Tariff[]>;
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
      return parcels.map(({ sellerId }) => {
        const own = tables.get(sellerId) ?? [];
        return (parcel) => optionsFor(own.length > 0 ? own : [usual], parcel);
      });
    },
  };
}
