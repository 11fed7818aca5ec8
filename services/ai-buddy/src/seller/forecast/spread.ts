/**
 * The number of pieces that the demand stays within with a given probability: counts are drawn from a negative binomial distribution,
 * which is Poisson's when they scatter no more than that (Silver, Pyke and Thomas, "Inventory and Production Management in Supply
 * Chains", 2017, on slow movers).
 *
 * @param mean expected pieces, at least 0
 * @param variance of the pieces
 * @param probability between 0 and 1
 * @returns whole pieces
 */
export function piecesWithin(mean: number, variance: number, probability: number): number {
  if (mean <= 0) return 0;
  if (mean > 2_000) return Math.max(0, Math.ceil(mean + Math.sqrt(variance) * normalQuantile(probability)));
  const spread = Math.max(variance, mean * 1.000_001);
  const size = (mean * mean) / (spread - mean);
  const share = mean / spread;
  // P(0) = share^size, in logarithms, or it would be lost below the smallest number.
  let log = size * Math.log(share);
  let total = Math.exp(log);
  let pieces = 0;
  const most = Math.ceil(mean + 20 * Math.sqrt(spread) + 20);
  while (total < probability && pieces < most) {
    log += Math.log((size + pieces) / (pieces + 1)) + Math.log1p(-share);
    total += Math.exp(log);
    pieces += 1;
  }
  return pieces;
}

/**
 * The quantile of the standard normal distribution, to about three digits (Abramowitz and Stegun, "Handbook of Mathematical
 * Functions", 26.2.23).
 *
 * @param probability between 0 and 1, both excluded
 * @returns how many standard deviations from the mean
 */
export function normalQuantile(probability: number): number {
  if (probability < 0.5) return -normalQuantile(1 - probability);
  const t = Math.sqrt(-2 * Math.log(1 - probability));
  return t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
}
