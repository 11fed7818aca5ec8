import { dice } from '../../deploy/demo/random.ts';
import { LexicalEmbeddings } from '../../services/ai-buddy/src/knowledge/lexical-embeddings.ts';
import { elasticityOf } from '../../services/ai-buddy/src/seller/pricing/elasticity.ts';
import { likeForLike } from '../../services/ai-buddy/src/seller/pricing/like-for-like.ts';
import { type Comparable, marketOf } from '../../services/ai-buddy/src/seller/pricing/market.ts';
import { type Suggestion, suggestPrice } from '../../services/ai-buddy/src/seller/pricing/suggest.ts';
import { normal, simulate } from './simulate.ts';

/** What makes a product dear, as factors of its category's base price. */
const facets = {
  material: { pine: 0.7, beech: 0.9, oak: 1.15, walnut: 1.6, marble: 2.1, steel: 0.85 },
  size: { small: 0.7, medium: 1, large: 1.45 },
  finish: { raw: 0.9, oiled: 1, lacquered: 1.05 },
};
const categories = { 'side table': 9_000, bench: 16_000, shelf: 7_000, stool: 5_500, desk: 30_000, lamp: 8_000 };
type Facet = keyof typeof facets;
const neighbours = 40;

/** A product whose right price is known, in minor units. */
interface Offered {
  category: string;
  attributes: Record<string, string>;
  text: string;
  worth: number;
  price: number;
}

/** How far off proposed prices were, as the median of the distances between logarithms (0.1 is about a tenth). */
export interface PriceErrors {
  what: string;
  count: number;
  ours: number;
  categoryMedian: number;
  unchanged: number;
  /** How often the right price was within the range that should hold in eight cases of ten. */
  within: number;
  /** Ours by what it says of itself. */
  byConfidence: Partial<Record<Suggestion['confidence'], { count: number; off: number }>>;
}

function offers(seed: string, count: number): Offered[] {
  const chance = dice(seed);
  return Array.from({ length: count }, () => {
    const category = chance.pick(Object.keys(categories) as (keyof typeof categories)[]);
    const entries = (Object.keys(facets) as Facet[]).map((name) => {
      const [value, factor] = chance.pick(Object.entries(facets[name]));
      return { name, value, factor };
    });
    // A twentieth of it no text says.
    const base = categories[category] * Math.exp(0.05 * normal(chance));
    const worth = Math.round(entries.reduce((product, { factor }) => product * factor, base));
    const [material, size, finish] = entries.map(({ value }) => value);
    return {
      category,
      attributes: Object.fromEntries(entries.map(({ name, value }) => [name, value])),
      text: `${size} ${material} ${category}\n${finish} ${material}, ${chance.pick(['made by hand', 'for every room', 'ships flat', 'with care'])}`,
      worth,
      price: Math.round(worth * Math.exp(0.18 * normal(chance))),
    };
  });
}

/**
 * Proposes prices for products whose right market price is known, with neighbours as the built-in embedding finds them.
 *
 * @param seed the same seed gives the same products
 * @param count how many products there are
 * @returns the errors for products that nobody has bought yet
 */
export async function marketErrors(seed: string, count: number): Promise<PriceErrors> {
  const all = offers(seed, count);
  const vectors = await new LexicalEmbeddings().embedDocuments(all.map(({ text }) => text));
  const none = elasticityOf([]);
  const rated = all.map((one, at) => {
    const same = all.filter((other) => other !== one && other.category === one.category);
    const near = all
      .map((other, place) => ({ other, similarity: cosine(vectors[at] ?? [], vectors[place] ?? []) }))
      .filter(({ other }) => other !== one && other.category === one.category)
      .sort((a, b) => b.similarity - a.similarity)
      .slice(0, neighbours);
    const prices = likeForLike(
      near.map(({ other }) => other),
      one.attributes,
    );
    const comparables = near.map(
      ({ similarity }, place): Comparable => ({ price: prices[place] ?? 0, similarity, sells: true }),
    );
    const said = suggestPrice({
      current: one.price,
      market: marketOf(comparables),
      elasticity: none,
      dead: false,
      currency: 'EUR',
      maxChange: 0.25,
    });
    return { said, right: one.worth, median: medianOf(same.map(({ price }) => price)), current: one.price };
  });
  return errorsOf('the market price', rated);
}

/**
 * Proposes prices for variants whose demand is known, to shops that say what a piece costs them.
 *
 * @param seed the same seed gives the same variants
 * @param count how many
 * @returns the errors beside the most profitable price
 */
export function profitErrors(seed: string, count: number): PriceErrors {
  const chance = dice(seed);
  const rated = Array.from({ length: count * 2 }, (_, at) =>
    simulate(`${seed} ${at}`, 'repriced', { past: 365, future: 0 }),
  )
    .filter(({ elasticity }) => elasticity < -1.5)
    .slice(0, count)
    .map((one) => {
      const current = one.past.at(-1)?.price ?? one.worth;
      const right = Math.round(one.worth * Math.exp(0.12 * normal(chance)));
      const prices = Array.from({ length: 20 }, () => Math.round(one.worth * Math.exp(0.35 * normal(chance))));
      const near = prices.map((price): Comparable => ({ price, similarity: 0.8, sells: true }));
      const said = suggestPrice({
        current,
        unitCost: Math.round((right * (1 + one.elasticity)) / one.elasticity),
        market: marketOf(near),
        elasticity: elasticityOf(one.past),
        dead: false,
        currency: 'EUR',
        maxChange: 0.25,
      });
      return { said, right, median: medianOf(prices), current };
    });
  return errorsOf('the most profitable price', rated);
}

function errorsOf(
  what: string,
  rated: { said: Suggestion; right: number; median: number; current: number }[],
): PriceErrors {
  const off = (value: (one: (typeof rated)[number]) => number, among = rated) =>
    medianOf(among.map((one) => Math.abs(Math.log(value(one) / one.right))));
  const groups = [...Map.groupBy(rated, ({ said }) => said.confidence)];
  return {
    what,
    count: rated.length,
    ours: off(({ said }) => said.price),
    categoryMedian: off(({ median }) => median),
    unchanged: off(({ current }) => current),
    within: rated.filter(({ said, right }) => right >= said.low && right <= said.high).length / rated.length,
    byConfidence: Object.fromEntries(
      groups.map(([confidence, group]) => [
        confidence,
        { count: group.length, off: off(({ said }) => said.price, group) },
      ]),
    ),
  };
}

function cosine(one: readonly number[], other: readonly number[]): number {
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
  return dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other) || 1);
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
