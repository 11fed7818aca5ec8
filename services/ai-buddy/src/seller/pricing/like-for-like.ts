/** A product's price with what may explain it. */
export interface Priced {
  /** Minor units, more than 0. */
  price: number;
  attributes: Readonly<Record<string, string>>;
}

/** So many products must share a value until their own figure counts as much as the assumption that it is worth nothing. */
const doubt = 2;
const rounds = 12;

/**
 * Works out what each product would cost were it like the one in question: every value of an attribute is worth a share of the price,
 * which is estimated from all of them together and drawn towards nothing (a hedonic regression by backfitting: Rosen, "Hedonic prices
 * and implicit markets", 1974; Hastie and Tibshirani, "Generalized additive models", 1990).
 *
 * @param products comparable products
 * @param attributes of the one in question
 * @returns their prices made comparable, in minor units, in the same order
 */
export function likeForLike(products: readonly Priced[], attributes: Readonly<Record<string, string>>): number[] {
  const names = [...new Set(products.flatMap((one) => Object.keys(one.attributes)))];
  const logs = products.map(({ price }) => Math.log(price));
  const level = logs.reduce((sum, one) => sum + one, 0) / (logs.length || 1);
  const worth = new Map<string, number>();
  const worthOf = (name: string, value: string | undefined) => worth.get(keyOf(name, value)) ?? 0;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      const groups = Map.groupBy(products.entries(), ([, one]) => keyOf(name, one.attributes[name]));
      for (const [key, group] of groups) {
        const left = group.map(([at, one]) => {
          const others = names.filter((other) => other !== name);
          return (logs[at] ?? 0) - level - sumOf(others.map((other) => worthOf(other, one.attributes[other])));
        });
        worth.set(key, sumOf(left) / (left.length + doubt));
      }
    }
  }
  return products.map(({ price, attributes: theirs }) => {
    // A value that none of them has says nothing: then it is left as it is.
    const known = names.filter((name) => worth.has(keyOf(name, attributes[name])));
    const apart = known.map((name) => worthOf(name, attributes[name]) - worthOf(name, theirs[name]));
    return Math.max(1, Math.round(price * Math.exp(sumOf(apart))));
  });
}

function keyOf(name: string, value: string | undefined): string {
  return `${name}\n${(value ?? '').trim().toLowerCase()}`;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0);
}
