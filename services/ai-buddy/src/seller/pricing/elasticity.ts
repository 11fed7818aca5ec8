import type { Day } from '../forecast/day.ts';
import { demandOf } from '../forecast/day.ts';

/** By how many per cent the demand changes when the price rises by one. */
export interface Elasticity {
  mean: number;
  /** Its standard deviation. */
  deviation: number;
  /** Different prices that the past has seen. */
  prices: number;
  /** Whether the past says so, or only what is usual. */
  fromHistory: boolean;
}

/**
 * What is usual where nobody knows: -2.6 on average over 1,851 estimates (Bijmolt, van Heerde and Pieters, "New empirical
 * generalizations on the determinants of price elasticity", 2005), and wide.
 */
const prior = { mean: -2.6, deviation: 1.2 };
/** How fast a level may drift that has nothing to do with prices: standard deviation a week, in logarithms. */
const driftDeviation = 0.02;
/** The past says something when it leaves at most this share of what nobody knew before. */
const tellingShare = 0.7;

/** Days of one week at one price, as one observation. */
interface Cell {
  units: number;
  days: number;
  logPrice: number;
  week: number;
}

/**
 * Estimates the price elasticity: a regression of the logarithm of the demand on that of the price, for counts (Poisson), with a trend,
 * drawn towards what is usual by as much as the past is silent (the maximum of the posterior, by Newton's method; the scatter beyond
 * Poisson's widens it: McCullagh and Nelder, "Generalized Linear Models", 1989).
 *
 * @param days the past with its prices, day by day, the newest last
 * @returns the elasticity with its deviation
 */
export function elasticityOf(days: readonly Day[]): Elasticity {
  const cells = cellsOf(days);
  const units = cells.reduce((sum, cell) => sum + cell.units, 0);
  const prices = new Set(cells.map(({ logPrice }) => logPrice)).size;
  if (prices < 2 || units === 0) return { ...prior, prices, fromHistory: false };
  const first = fit(cells, 1);
  const { slope, variance } = fit(cells, Math.max(1, scatterOf(cells, first)));
  const deviation = Math.sqrt(variance);
  return { mean: slope, deviation, prices, fromHistory: deviation <= tellingShare * prior.deviation };
}

interface Fit {
  level: number;
  slope: number;
  trend: number;
  variance: number;
}

function fit(cells: readonly Cell[], scatter: number): Fit {
  const units = cells.reduce((sum, cell) => sum + cell.units, 0);
  const days = cells.reduce((sum, cell) => sum + cell.days, 0);
  let at = { level: Math.log(units / days), slope: prior.mean, trend: 0 };
  const [slopeWeight, trendWeight] = [prior.deviation ** -2, driftDeviation ** -2];
  let variance = prior.deviation ** 2;
  for (let step = 0; step < 25; step += 1) {
    let [g0, g1, g2] = [0, -slopeWeight * (at.slope - prior.mean), -trendWeight * at.trend];
    let [h00, h01, h02, h11, h12, h22] = [1e-9, 0, 0, slopeWeight, 0, trendWeight];
    for (const { units: sold, days: open, logPrice, week } of cells) {
      const expected = Math.min(1e9, open * Math.exp(at.level + at.slope * logPrice + at.trend * week));
      const off = (sold - expected) / scatter;
      const weight = expected / scatter;
      g0 += off;
      g1 += off * logPrice;
      g2 += off * week;
      h00 += weight;
      h01 += weight * logPrice;
      h02 += weight * week;
      h11 += weight * logPrice ** 2;
      h12 += weight * logPrice * week;
      h22 += weight * week ** 2;
    }
    const [c00, c01, c02] = [h11 * h22 - h12 ** 2, h02 * h12 - h01 * h22, h01 * h12 - h02 * h11];
    const [c11, c12, c22] = [h00 * h22 - h02 ** 2, h01 * h02 - h00 * h12, h00 * h11 - h01 ** 2];
    const determinant = h00 * c00 + h01 * c01 + h02 * c02;
    variance = c11 / determinant;
    // A long step may overshoot where the counts are few.
    const bounded = (change: number) => Math.max(-1, Math.min(1, change / determinant));
    const change = {
      level: bounded(c00 * g0 + c01 * g1 + c02 * g2),
      slope: bounded(c01 * g0 + c11 * g1 + c12 * g2),
      trend: bounded(c02 * g0 + c12 * g1 + c22 * g2),
    };
    at = { level: at.level + change.level, slope: at.slope + change.slope, trend: at.trend + change.trend };
    if (Math.abs(change.slope) + Math.abs(change.level) < 1e-8) break;
  }
  return { ...at, variance };
}

/** Pearson's statistic: 1 where counts scatter as Poisson says. */
function scatterOf(cells: readonly Cell[], { level, slope, trend }: Fit): number {
  const sum = cells.reduce((total, { units, days, logPrice, week }) => {
    const expected = Math.max(1e-9, days * Math.exp(level + slope * logPrice + trend * week));
    return total + (units - expected) ** 2 / expected;
  }, 0);
  return sum / Math.max(1, cells.length - 2);
}

function cellsOf(days: readonly Day[]): Cell[] {
  const groups = new Map<string, { units: number; days: number; price: number; week: number }>();
  for (const [at, day] of days.entries()) {
    if (day.price === undefined || day.price <= 0 || demandOf(day) === undefined) continue;
    const week = Math.floor((at - days.length) / 7);
    const cell = groups.get(`${week}:${day.price}`) ?? { units: 0, days: 0, price: day.price, week };
    groups.set(`${week}:${day.price}`, { ...cell, units: cell.units + day.units, days: cell.days + day.open });
  }
  const cells = [...groups.values()];
  const open = cells.reduce((sum, cell) => sum + cell.days, 0) || 1;
  const middle = cells.reduce((sum, cell) => sum + cell.days * Math.log(cell.price), 0) / open;
  const now = cells.reduce((sum, cell) => sum + cell.days * cell.week, 0) / open;
  return cells.map(({ units, days: length, price, week }) => ({
    units,
    days: length,
    logPrice: Math.log(price) - middle,
    week: week - now,
  }));
}
