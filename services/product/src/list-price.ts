import { Amount, Currency, type Money, marketplaceCurrency, type VariantId } from '@credenza/contracts';
import { z } from 'zod';
import { onOffer, type Variant } from './variant.ts';

/** What a variant costs in another currency than the marketplace's; minor units of that currency. */
export interface ListPrice {
  variantId: VariantId;
  currency: Currency;
  price: number;
  compareAtPrice?: number | undefined;
}

/** From what to what a product costs in one currency. */
export interface PriceRange {
  currency: Currency;
  priceMin: number;
  priceMax: number;
  /** Of the cheapest variant. */
  compareAtMin?: number | undefined;
}

/** What says which prices a product has in which currency. */
interface Listed {
  variants: Variant[];
  listPrices?: ListPrice[] | undefined;
}

const known = new Set(Intl.supportedValuesOf('currency'));

/** A currency that there is; so there are not too many of them to keep answers in. */
export const KnownCurrency = Currency.refine((code) => known.has(code), 'must be a currency in use').meta({
  examples: ['USD'],
});

/** A currency that a shop may give prices in beside the marketplace's. */
export const OtherCurrency = KnownCurrency.refine(
  (code) => code !== marketplaceCurrency,
  `must be another one than ${marketplaceCurrency}, which every variant is priced in`,
);

/** All prices of a variant in other currencies. */
export const ListPricesInput = z.strictObject({
  prices: z
    .array(z.strictObject({ currency: OtherCurrency, price: Amount, compareAtPrice: Amount.optional() }))
    .max(20)
    .refine(
      (prices) => new Set(prices.map(({ currency }) => currency)).size === prices.length,
      'must have one price for each currency',
    ),
});
export type ListPricesInput = z.output<typeof ListPricesInput>;

/**
 * @param product a product
 * @param variant one of its variants
 * @param currency what somebody would like to pay in
 * @returns what the variant costs: in this currency where its shop has said so, otherwise in the marketplace's
 */
export function priceIn(
  product: Listed,
  variant: Variant,
  currency: Currency = marketplaceCurrency,
): { price: Money; compareAtPrice?: Money } {
  const listed = product.listPrices?.find((one) => one.variantId === variant.variantId && one.currency === currency);
  const { price, compareAtPrice } = listed ?? variant;
  const paid = listed?.currency ?? marketplaceCurrency;
  return {
    price: { amount: price, currency: paid },
    ...(compareAtPrice !== undefined && { compareAtPrice: { amount: compareAtPrice, currency: paid } }),
  };
}

/**
 * @param product a product
 * @param variantId one of its variants
 * @returns its prices in other currencies; undefined when there are none
 */
export function otherPrices({ listPrices }: Listed, variantId: VariantId): Money[] | undefined {
  const own = listPrices?.filter((one) => one.variantId === variantId) ?? [];
  return own.length === 0 ? undefined : own.map(({ price, currency }) => ({ amount: price, currency }));
}

/**
 * @param product a product
 * @returns the prices in other currencies of variants that are still on offer; undefined when there are none
 */
export function keptListPrices(product: Listed): ListPrice[] | undefined {
  const offered = new Set(onOffer(product).map(({ variantId }) => variantId));
  const kept = product.listPrices?.filter(({ variantId }) => offered.has(variantId)) ?? [];
  return kept.length === 0 ? undefined : kept;
}

/**
 * @param product a product
 * @param variantId one of its variants
 * @param prices all its prices in other currencies
 * @returns the prices of the whole product
 */
export function withListPrices(
  { listPrices = [] }: Pick<Listed, 'listPrices'>,
  variantId: VariantId,
  prices: ListPricesInput['prices'],
): ListPrice[] {
  return [
    ...listPrices.filter((one) => one.variantId !== variantId),
    ...prices.map((price) => ({ variantId, ...price })),
  ];
}

/**
 * @param product a product
 * @returns what it costs in each currency that all its variants on offer have a price in; undefined when there is none
 */
export function rangesOf(product: Listed): PriceRange[] | undefined {
  const offered = onOffer(product);
  const byCurrency = Map.groupBy(keptListPrices(product) ?? [], ({ currency }) => currency);
  const ranges = [...byCurrency].flatMap(([currency, prices]) => {
    if (prices.length < offered.length) return [];
    const sorted = prices.toSorted((a, b) => a.price - b.price);
    const [cheapest, dearest] = [sorted[0], sorted.at(-1)];
    if (!cheapest || !dearest) return [];
    const { price: priceMin, compareAtPrice: compareAtMin } = cheapest;
    return { currency, priceMin, priceMax: dearest.price, ...(compareAtMin !== undefined && { compareAtMin }) };
  });
  return ranges.length === 0 ? undefined : ranges;
}

/**
 * @param product what it costs in which currency
 * @param currency what somebody would like to pay in
 * @returns the range in this currency where all its variants have a price in it, otherwise the one in the marketplace's
 */
export function rangeIn(
  product: Omit<PriceRange, 'currency'> & { ranges?: PriceRange[] | undefined },
  currency?: Currency,
): PriceRange {
  const { priceMin, priceMax, compareAtMin, ranges } = product;
  const range = ranges?.find((one) => one.currency === currency);
  return range ?? { currency: marketplaceCurrency, priceMin, priceMax, compareAtMin };
}
