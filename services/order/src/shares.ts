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
 * The marketplace's share of an amount.
 *
 * @param amount minor units
 * @param basisPoints the share in hundredths of a percent
 * @returns minor units, rounded half up
 */
export function commissionOn(amount: number, basisPoints: number): number {
  return Number((BigInt(amount) * BigInt(basisPoints) + 5_000n) / 10_000n);
}
