/** A product of another shop that somebody could buy instead. */
export interface Comparable {
  /** What it costs, made comparable by `likeForLike`; minor units, more than 0. */
  price: number;
  /** How alike the two are, the cosine of the angle between their vectors, at most 1. */
  similarity: number;
  /** Whether somebody has bought it lately: only then has anybody agreed with its price. */
  sells: boolean;
}

/** What comparable products cost. */
export interface Market {
  /** The weighted median, in minor units. */
  price: number;
  /** Between these lies the middle half, in minor units. */
  low: number;
  high: number;
  /** How the prices scatter: a standard deviation of their logarithms. */
  spread: number;
  count: number;
  /** As how many equally good ones they count. */
  effective: number;
}

/** A product that is this much less alike than the nearest one counts a third as much. */
const fading = 0.2;

/**
 * Describes what comparable products cost, so that neither one absurd price nor many unlike products bend it: weighted quantiles of the
 * prices, nearer products counting more.
 *
 * @param comparables products of other shops
 * @returns their prices; undefined for fewer than three
 */
export function marketOf(comparables: readonly Comparable[]): Market | undefined {
  if (comparables.length < 3) return undefined;
  const nearest = Math.max(...comparables.map(({ similarity }) => similarity));
  const weighed = comparables.map(({ price, similarity, sells }) => ({
    log: Math.log(price),
    weight: Math.exp((similarity - nearest) / fading) * (sells ? 1.5 : 1),
  }));
  const at = (share: number) => quantile(weighed, share);
  const middle = at(0.5);
  const off = weighed.map(({ log, weight }) => ({ log: Math.abs(log - middle), weight }));
  const total = weighed.reduce((sum, { weight }) => sum + weight, 0);
  return {
    price: Math.round(Math.exp(middle)),
    low: Math.round(Math.exp(at(0.25))),
    high: Math.round(Math.exp(at(0.75))),
    // The median of the distances, as the normal distribution relates it to its standard deviation.
    spread: Math.max(0.03, 1.4826 * quantile(off, 0.5)),
    count: comparables.length,
    effective: total ** 2 / weighed.reduce((sum, { weight }) => sum + weight ** 2, 0),
  };
}

/** Between two values it goes straight, so that the median does not jump with a weight. */
function quantile(values: readonly { log: number; weight: number }[], share: number): number {
  const sorted = [...values].sort((a, b) => a.log - b.log);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  let before: { log: number; at: number } | undefined;
  let passed = 0;
  for (const { log, weight } of sorted) {
    const at = (passed + weight / 2) / total;
    if (at >= share) return before ? before.log + ((log - before.log) * (share - before.at)) / (at - before.at) : log;
    passed += weight;
    before = { log, at };
  }
  return before?.log ?? 0;
}
