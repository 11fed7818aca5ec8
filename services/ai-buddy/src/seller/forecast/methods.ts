/** Demand with the rhythm of the week taken out: pieces a day, the newest last; undefined where nobody knows. */
export type Demand = readonly (number | undefined)[];

/** A way to see the demand of coming days. */
export interface Method {
  name: string;
  /**
   * @param past the demand so far
   * @returns the demand of a coming day, pieces; 0 is the day after the last one
   */
  look(past: Demand): (ahead: number) => number;
}

const known = (past: Demand) => past.flatMap((units) => (units === undefined ? [] : [units]));
const meanOf = (list: readonly number[]) =>
  list.length === 0 ? 0 : list.reduce((sum, one) => sum + one, 0) / list.length;
const flat = (level: number) => () => level;

/** @param days how many, @returns the average of the last ones */
export function average(days: number): Method {
  return { name: `average-${days}`, look: (past) => flat(meanOf(known(past).slice(-days))) };
}

/**
 * Simple exponential smoothing (Brown, "Statistical Forecasting for Inventory Control", 1959).
 *
 * @param weight of the newest day, between 0 and 1
 * @returns the method
 */
export function smoothing(weight: number): Method {
  return {
    name: `smoothing-${weight}`,
    look(past) {
      const days = known(past);
      const start = meanOf(days.slice(0, Math.ceil(1 / weight)));
      return flat(days.reduce((level, units) => level + weight * (units - level), start));
    },
  };
}

/**
 * A trend by weeks that fades the further one looks (Gardner and McKenzie, "Forecasting trends in time series", 1985).
 *
 * @param weights of the newest week for the level and for the trend, and what is left of the trend from week to week
 * @returns the method
 */
export function dampedTrend(weights: { level: number; trend: number; fade: number }): Method {
  return {
    name: 'damped-trend',
    look(past) {
      const weeks = weeksOf(past);
      let level = meanOf(weeks.slice(0, 4));
      let trend = 0;
      for (const units of weeks) {
        const before = level;
        level = before + weights.fade * trend + weights.level * (units - before - weights.fade * trend);
        trend = weights.fade * trend + weights.trend * (level - before - weights.fade * trend);
      }
      return (ahead) => {
        const steps = Math.floor(ahead / 7) + 1;
        const grown = Array.from({ length: steps }, (_, step) => weights.fade ** (step + 1));
        return Math.max(0, level + trend * grown.reduce((sum, one) => sum + one, 0));
      };
    },
  };
}

/**
 * Croston's method for demand that is zero on most days ("Forecasting and stock control for intermittent demands", 1972), without its
 * bias (Syntetos and Boylan, "The accuracy of intermittent demand estimates", 2005).
 *
 * @param weight of the newest sale, between 0 and 1
 * @returns the method
 */
export function croston(weight: number): Method {
  return {
    name: 'croston-sba',
    look(past) {
      let [size, gap, since]: [number | undefined, number, number] = [undefined, 1, 1];
      for (const units of known(past)) {
        if (units === 0) {
          since += 1;
          continue;
        }
        gap = size === undefined ? since : gap + weight * (since - gap);
        size = size === undefined ? units : size + weight * (units - size);
        since = 1;
      }
      return flat(size === undefined ? 0 : ((1 - weight / 2) * size) / gap);
    },
  };
}

/**
 * Demand that may die out: each day without a sale makes the next sale less likely (Teunter, Syntetos and Babai, "Intermittent demand:
 * Linking forecasting to inventory obsolescence", 2011).
 *
 * @param weights of the newest day for how likely a sale is, and of the newest sale for its size
 * @returns the method
 */
export function dyingOut(weights: { chance: number; size: number }): Method {
  return {
    name: 'tsb',
    look(past) {
      const days = known(past);
      const sales = days.filter((units) => units > 0);
      const first = days.slice(0, 56);
      let size = meanOf(sales.slice(0, 5));
      let chance = first.length === 0 ? 0 : first.filter((units) => units > 0).length / first.length;
      for (const units of days) {
        chance += weights.chance * ((units > 0 ? 1 : 0) - chance);
        if (units > 0) size += weights.size * (units - size);
      }
      return flat(chance * size);
    },
  };
}

/** Pieces a day in each week, the newest last; weeks of which nothing is known are left out. */
function weeksOf(past: Demand): number[] {
  const weeks: number[] = [];
  for (let end = past.length; end >= 7; end -= 7) {
    const days = known(past.slice(end - 7, end));
    if (days.length > 0) weeks.unshift(meanOf(days));
  }
  return weeks;
}
