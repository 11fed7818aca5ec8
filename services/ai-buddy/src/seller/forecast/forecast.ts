import { type Day, demandOf } from './day.ts';
import { average, croston, type Demand, dampedTrend, dyingOut, type Method, smoothing } from './methods.ts';
import { piecesWithin } from './spread.ts';
import { factorOf, weekRhythm, withoutRhythm } from './weekday.ts';

/** What will probably be sold. */
export interface Forecast {
  /** Expected pieces. */
  mean: number;
  /** Its variance: how sales scatter, and how far off the level may be. */
  variance: number;
  /** In eight cases of ten the sales lie between these, in pieces. */
  low: number;
  high: number;
  /** The way of looking that has been nearest on this variant's own past. */
  method: string;
  /** Days on which it could be bought, which is what the forecast rests on. */
  days: number;
}

const methods: readonly Method[] = [
  smoothing(0.03),
  average(28),
  smoothing(0.1),
  dampedTrend({ level: 0.3, trend: 0.1, fade: 0.9 }),
  croston(0.1),
  dyingOut({ chance: 0.03, size: 0.1 }),
];

/** How far a trial looks ahead, in days, how many there are, and how many days lie between two of them. */
const trial = { ahead: 28, most: 12, apart: 7 };
/** The least past that a trial may rest on, in days. */
const leastPast = 42;
/** How far off a level usually is where no trial tells: a quarter, so often as if this many trials had said so. */
const usual = { variation: 0.06, trials: 4 };

/**
 * Forecasts the sales of a variant by the method that has been the nearest in trials on its own past: each one hides the days after a
 * point in time and compares (rolling origin, Tashman, "Out-of-sample tests of forecasting accuracy", 2000).
 *
 * @param days the past, day by day, the newest last
 * @param ahead for how many days
 * @returns the forecast
 */
export function forecast(days: readonly Day[], ahead: number): Forecast {
  const demand = days.map(demandOf);
  const rhythm = weekRhythm(demand);
  const level = withoutRhythm(demand, rhythm);
  const { method, trials } = best(level);
  const look = method.look(level);
  const mean = sumOf(ahead, (day) => look(day) * factorOf(rhythm, day));
  const observed = level.flatMap((units) => (units === undefined ? [] : [units]));
  const variance = scatterOf(observed.slice(-182)) * mean + variationOf(trials, observed) * mean * mean;
  return {
    mean,
    variance,
    low: piecesWithin(mean, variance, 0.1),
    high: piecesWithin(mean, variance, 0.9),
    method: method.name,
    days: observed.length,
  };
}

interface Trial {
  expected: number;
  sold: number;
}

function best(level: Demand): { method: Method; trials: Trial[] } {
  const rated = methods.map((method) => {
    const trials = trialsOf(method, level);
    return { method, trials, error: trials.reduce((sum, { expected, sold }) => sum + (expected - sold) ** 2, 0) };
  });
  // The first one is the calmest: another must be better by more than chance.
  return rated.reduce((chosen, one) => (one.error < chosen.error * 0.9 ? one : chosen));
}

function trialsOf(method: Method, level: Demand): Trial[] {
  return Array.from({ length: trial.most }, (_, at) => level.length - trial.ahead - at * trial.apart)
    .filter((point) => point >= leastPast)
    .flatMap((point) => {
      const look = method.look(level.slice(0, point));
      const hidden = level.slice(point, point + trial.ahead);
      const sold = hidden.filter((units) => units !== undefined);
      if (sold.length < trial.ahead / 2) return [];
      const expected = hidden.reduce<number>((sum, units, day) => sum + (units === undefined ? 0 : look(day)), 0);
      return [{ expected, sold: sold.reduce((sum, units) => sum + units, 0) }];
    });
}

/** The variance of a day's demand as a multiple of its mean; Poisson's is 1. */
function scatterOf(units: readonly number[]): number {
  const mean = units.reduce((sum, one) => sum + one, 0) / (units.length || 1);
  if (mean === 0) return 1;
  // From week to week the level moves, which is not scatter: each day is compared with its fortnight.
  let sum = 0;
  for (const [at, one] of units.entries()) {
    const near = units.slice(Math.max(0, at - 7), at + 8);
    sum += (one - near.reduce((total, next) => total + next, 0) / near.length) ** 2;
  }
  return Math.max(1, sum / units.length / mean);
}

/** By how much the level may be off, as a squared share of it: what trials were off more than the scatter explains. */
function variationOf(trials: readonly Trial[], observed: readonly number[]): number {
  const scatter = scatterOf(observed.slice(-182));
  const beyond = trials.map(({ expected, sold }) => {
    const about = Math.max(1, (expected + sold) / 2);
    return ((expected - sold) ** 2 - scatter * about) / about ** 2;
  });
  const sum = beyond.reduce((total, one) => total + one, 0) + usual.trials * usual.variation;
  const pieces = observed.reduce((total, one) => total + one, 0);
  return Math.max(0.01, sum / (trials.length + usual.trials)) + scatter / Math.max(1, pieces);
}

function sumOf(count: number, value: (at: number) => number): number {
  return Array.from({ length: count }, (_, at) => value(at)).reduce((sum, one) => sum + one, 0);
}
