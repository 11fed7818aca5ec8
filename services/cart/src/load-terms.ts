import type { Terms } from './pricing/terms.ts';
import type { Want } from './pricing/want.ts';
import type { Promotions } from './promotion.store.ts';
import { isLimited, usesId } from './promotion.ts';
import type { Tariff } from './shipping.ts';
import type { ShippingQuotes } from './shipping-quotes.ts';
import type { TaxRates } from './tax-rates.ts';
import type { UsesOfPromotions } from './uses.store.ts';

/** Finds out what counts now for some carts, with a few questions for all of them together. */
export type LoadTerms = (wants: readonly Want[]) => Promise<Terms>;

/**
 * @param from where promotions, uses, quotes and rates come from, and the clock
 * @returns what finds out
 */
export function termsFrom(from: {
  promotions: Promotions;
  uses: UsesOfPromotions;
  quotes: ShippingQuotes;
  taxes: TaxRates;
  now: () => Date;
}): LoadTerms {
  return async (wants) => {
    const at = from.now();
    const parcels = wants.flatMap((want) => want.parcels);
    const codes = new Set(wants.flatMap((want) => want.codes));
    const sellerIds = new Set(parcels.map(({ sellerId }) => sellerId));
    const userIds = new Set(wants.flatMap(({ userId }) => userId ?? []));
    const countries = [...new Set(wants.map(({ destination }) => destination.country))];
    const [promotions, quoted, taxes] = await Promise.all([
      from.promotions.concerning({ sellerIds: [...sellerIds], codes: [...codes] }, at),
      from.quotes.quote(parcels),
      from.taxes.ratesOf(countries),
    ]);
    const limited = promotions.filter(isLimited);
    const lists = limited.flatMap(({ _id }) => [usesId(_id), ...[...userIds].map((userId) => usesId(_id, userId))]);
    const used = lists.length > 0 ? await from.uses.counts(lists) : new Map<string, number>();
    const tariffs = new Map<string, Tariff[]>();
    quoted.forEach((tariff, index) => {
      const sellerId = parcels[index]?.sellerId ?? '';
      tariffs.set(sellerId, [...(tariffs.get(sellerId) ?? []), tariff]);
    });
    return { at, promotions, used, tariffs, taxes, codes, userIds };
  };
}
