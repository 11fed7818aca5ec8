/**
 * What a stretch of a whole is worth, cut by cumulative floors: however a whole is cut into stretches, they add up to it to
 * the cent.
 *
 * @param total the whole, in minor units
 * @param from where the stretch begins, in `of` equal steps
 * @param to where it ends
 * @param of how many steps the whole has; a whole without steps is worth nothing
 * @returns minor units
 */
export function share(total: number, from: number, to: number, of: number): number {
  if (of === 0) return 0;
  // Money times money is more than a double holds exactly.
  const upTo = (step: number) => Number((BigInt(total) * BigInt(step)) / BigInt(of));
  return upTo(to) - upTo(from);
}

/**
 * Spreads an amount over parts in proportion to their weights.
 *
 * @param amount the whole, in minor units, at most the sum of the weights
 * @param weights one for each part, never negative
 * @returns a share for each part: at most its weight, together exactly the amount (nothing when all weights are zero)
 */
export function spread(amount: number, weights: readonly number[]): number[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let before = 0;
  return weights.map((weight) => {
    const part = share(amount, before, before + weight, whole);
    before += weight;
    return part;
  });
}
