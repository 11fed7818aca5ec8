import type { Dice } from './random.ts';

/**
 * Rounds as shopkeepers do: to whole euros below 100, to fives below 500, to tens above, and then to the seller's
 * usual ending.
 *
 * @param euros what it should cost
 * @param cents the seller's ending: 0, 90 or 95
 * @returns minor units (cents)
 */
export function asked(euros: number, cents: 0 | 90 | 95): number {
  const step = euros < 100 ? 1 : euros < 500 ? 5 : 10;
  const whole = Math.max(step, Math.round(euros / step) * step);
  return cents === 0 ? whole * 100 : (whole - 1) * 100 + cents;
}

/**
 * @param dice decides whether the product is on sale (about one in seven) and by how much
 * @returns what remains of the price: 1 without a sale, 0.7 to 0.9 with one
 */
export function discount(dice: Dice): number {
  return dice.chance(0.14) ? dice.pick([0.7, 0.75, 0.8, 0.8, 0.85, 0.9]) : 1;
}
