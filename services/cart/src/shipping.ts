import type { ShippingOption, VariantId } from '@credenza/contracts';
import { Invalid } from '@credenza/service-kit';
import type { Destination } from './cart.ts';

/** One way in which a shop sends; amounts in minor units. */
export interface ShippingRow extends ShippingOption {
  /** Where to; missing for everywhere. */
  countries?: string[] | undefined;
  /** The goods of this shop, before discounts, from which on it costs nothing. */
  freeFrom?: number | undefined;
}

/** How a shop sends; it bears the shop's id. */
export interface Shipping {
  options: ShippingRow[];
}

/** What one shop would have to send. */
export interface Parcel {
  sellerId: string;
  destination: Destination;
  /** What its goods cost before discounts, in minor units. */
  goods: number;
  pieces: { variantId: VariantId; quantity: number }[];
}

/**
 * Says what a shop offers for a parcel; undefined when that has to be asked for anew, because this answer was for another one.
 */
export type Tariff = (parcel: Parcel) => ShippingOption[] | undefined;

/**
 * @param rows how a shop sends
 * @param parcel what it would have to send
 * @returns what it offers for that; nothing when it does not send there
 */
export function optionsFor(rows: readonly ShippingRow[], { destination, goods }: Parcel): ShippingOption[] {
  return rows
    .filter(({ countries }) => countries?.includes(destination.country) ?? true)
    .map(({ countries: _countries, freeFrom, ...option }) => ({
      ...option,
      price: freeFrom !== undefined && goods >= freeFrom ? 0 : option.price,
    }));
}

/**
 * Checks how a shop says that it sends.
 *
 * @param options all its ways; none for the marketplace's usual one
 * @returns how it sends from now on
 * @throws Invalid when two bear the same id, or one takes longer at least than at most
 */
export function shippingOf(options: ShippingRow[]): Shipping {
  const errors = options.flatMap(({ optionId, minDays, maxDays }, index) => [
    ...(options.findIndex((one) => one.optionId === optionId) < index
      ? [{ field: `body.options.${index}.optionId`, message: 'is there twice' }]
      : []),
    ...(minDays > maxDays ? [{ field: `body.options.${index}.maxDays`, message: 'is less than minDays' }] : []),
  ]);
  if (errors.length > 0) throw new Invalid('These shipping options do not fit together.', errors);
  return { options };
}
