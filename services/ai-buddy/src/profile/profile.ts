import type { ProductFacts } from '../knowledge/passage.ts';

/** How much somebody must like a product to do this with it. */
export const signalWeights = { viewed: 1, cart: 3, bought: 5 } as const;
export type SignalKind = keyof typeof signalWeights;

/** Something that somebody did with a product, and what the product was like. */
export interface Signal {
  /** The same thing counts once. */
  key: string;
  kind: SignalKind;
  at: Date;
  category?: string | undefined;
  brand: string;
  /** Prices between two powers of two belong together. */
  band: number;
}

/** What somebody likes, each kind of trait by its share from 0 to 1. */
export interface Interests {
  categories: Map<string, number>;
  brands: Map<string, number>;
  bands: Map<number, number>;
}

/** After so many days something counts half. */
const halfLife = 30;
/** A trait's part in how well a product fits. */
const parts = { category: 0.5, brand: 0.2, band: 0.3 };
/** So much further up a product goes at most that fits as well as can be. */
const lift = 0.5;
const dayMs = 86_400_000;

/**
 * @param product a product
 * @returns its traits that a profile speaks of
 */
export function traitsOf({
  category,
  attributes,
  sellerName,
  priceMin,
}: ProductFacts): Pick<Signal, 'category' | 'brand' | 'band'> {
  return { category, brand: attributes.brand ?? sellerName, band: bandOf(priceMin) };
}

/**
 * @param amount a price in minor units
 * @returns its band
 */
export function bandOf(amount: number): number {
  return Math.floor(Math.log2(Math.max(1, amount)));
}

/**
 * Weighs what somebody did: what lies further back counts less.
 *
 * @param signals what they did
 * @param now the present time
 * @returns what they like
 */
export function interestsOf(signals: readonly Signal[], now: Date): Interests {
  const weighed = signals.map((one) => ({
    ...one,
    weight: signalWeights[one.kind] * 0.5 ** (Math.max(0, now.getTime() - one.at.getTime()) / (halfLife * dayMs)),
  }));
  const share = <Trait>(trait: (one: Signal) => Trait | undefined) => {
    const sums = new Map<Trait, number>();
    for (const one of weighed) {
      const value = trait(one);
      if (value !== undefined) sums.set(value, (sums.get(value) ?? 0) + one.weight);
    }
    const total = [...sums.values()].reduce((sum, one) => sum + one, 0);
    return new Map([...sums].map(([value, sum]) => [value, sum / total] as const).sort(([, a], [, b]) => b - a));
  };
  return {
    categories: share((one) => one.category),
    brands: share((one) => one.brand),
    bands: share((one) => one.band),
  };
}

/**
 * @param interests what somebody likes
 * @param product a product
 * @returns how well it fits, from 0 to 1
 */
export function affinity(interests: Interests, product: ProductFacts): number {
  const { category, brand, band } = traitsOf(product);
  const near = Math.max(
    interests.bands.get(band) ?? 0,
    ...[band - 1, band + 1].map((one) => (interests.bands.get(one) ?? 0) / 2),
  );
  return (
    parts.category * ((category !== undefined && interests.categories.get(category)) || 0) +
    parts.brand * (interests.brands.get(brand) ?? 0) +
    parts.band * near
  );
}

/**
 * Puts what fits somebody further up, by places and not by scores, so that what they asked for stays what counts most.
 *
 * @param found what was found, the best first
 * @param productOf the product that it is about, if any
 * @param interests what they like
 * @returns the same in another order
 */
export function personalised<Found>(
  found: readonly Found[],
  productOf: (one: Found) => ProductFacts | undefined,
  interests: Interests,
): Found[] {
  return found
    .map((one, place) => {
      const product = productOf(one);
      return { one, worth: (1 + lift * (product ? affinity(interests, product) : 0)) / (10 + place) };
    })
    .sort((a, b) => b.worth - a.worth)
    .map(({ one }) => one);
}
