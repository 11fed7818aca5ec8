/**
 * 1.4 % and 25 minor units, as card acquirers in Europe ask for; nothing for nothing.
 *
 * @param amount of a charge, in minor units
 * @returns the sandbox's fee for it
 */
export function feeOf(amount: number): number {
  return Math.min(amount, Math.round((amount * 14) / 1_000) + 25);
}
