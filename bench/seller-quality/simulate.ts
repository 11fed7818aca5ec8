import { type Dice, dice } from '../../deploy/demo/random.ts';
import type { Day } from '../../services/ai-buddy/src/seller/forecast/day.ts';

/** How the demand for a variant behaves. */
export const kinds = [
  'steady',
  'growing',
  'fading',
  'wandering',
  'seasonal',
  'intermittent',
  'lumpy',
  'repriced',
] as const;
export type Kind = (typeof kinds)[number];

/** A variant with its history and what comes after it. */
export interface Simulated {
  kind: Kind;
  past: Day[];
  /** Pieces that are asked for on each day that follows, whatever is in stock. */
  future: number[];
  elasticity: number;
  /** The price at which `level` pieces a day are asked for, in minor units. */
  worth: number;
  level: number;
}

/** @param roll dice, @returns a draw from the standard normal distribution (Box and Muller) */
export function normal({ roll }: Dice): number {
  return Math.sqrt(-2 * Math.log(1 - roll())) * Math.cos(2 * Math.PI * roll());
}

/** @param mean expected count, @param chance dice, @returns a count that scatters as Poisson says */
export function poisson(mean: number, chance: Dice): number {
  if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(chance)));
  let count = 0;
  for (let product = chance.roll(); product > Math.exp(-mean); product *= chance.roll()) count += 1;
  return count;
}

const rhythms: readonly (readonly number[])[] = [
  [1, 1, 1, 1, 1, 1, 1],
  [0.8, 0.75, 0.8, 0.9, 1.1, 1.5, 1.15],
  [1.25, 1.2, 1.15, 1.1, 1, 0.6, 0.7],
];

/**
 * Makes up a variant whose demand is known, with the noise, the weekly rhythm, the empty shelves and the prices that shops have.
 *
 * @param seed the same seed gives the same variant
 * @param kind how its demand behaves
 * @param about how many days of past and of future
 * @returns the variant
 */
export function simulate(seed: string, kind: Kind, about = { past: 300, future: 28 }): Simulated {
  const chance = dice(seed);
  const worth = 900 + Math.round(40_000 * chance.roll() ** 2);
  const elasticity = -(0.6 + 3 * chance.roll());
  const level =
    { intermittent: 0.03 + 0.15 * chance.roll(), lumpy: 0.05 + 0.1 * chance.roll() }[kind as string] ??
    0.4 + 6 * chance.roll() ** 2;
  const rhythm = chance.pick(rhythms);
  const [drift, phase, scatter] = [0.002 + 0.004 * chance.roll(), 365 * chance.roll(), 0.15 + 0.25 * chance.roll()];
  let [wander, price, empty] = [0, Math.round(worth * (0.9 + 0.2 * chance.roll())), 0];
  const days: (Day & { demand: number })[] = [];
  for (let at = 0; at < about.past + about.future; at += 1) {
    const isPast = at < about.past;
    if (kind === 'wandering') wander += 0.03 * normal(chance);
    if (kind === 'repriced' && isPast && at % 21 === 20) price = Math.round(worth * (0.8 + 0.4 * chance.roll()));
    const trend =
      {
        growing: Math.exp(drift * (at - about.past)),
        fading: Math.exp(-drift * at),
        seasonal: 1 + 0.4 * Math.sin((2 * Math.PI * (at + phase)) / 365),
        wandering: Math.exp(wander),
      }[kind as string] ?? 1;
    const noise = Math.exp(scatter * normal(chance) - scatter ** 2 / 2);
    const orders = poisson(level * trend * (rhythm[at % 7] ?? 1) * (price / worth) ** elasticity * noise, chance);
    const demand =
      kind === 'lumpy'
        ? Array.from({ length: orders }, () => 1 + chance.between(0, 5)).reduce((a, b) => a + b, 0)
        : orders;
    // A shelf runs empty now and then, and stays so for one or two weeks.
    if (empty > 0) empty -= 1;
    else if (isPast && chance.chance(0.008)) empty = chance.between(6, 16);
    const open = empty > 0 ? 0 : 1;
    days.push({ units: demand * open, open, price, demand });
  }
  const past = days.slice(0, about.past).map(({ demand: _demand, ...day }) => day);
  return { kind, past, future: days.slice(about.past).map(({ demand }) => demand), elasticity, worth, level };
}
