import type { Day } from '../forecast/day.ts';
import type { Elasticity } from './elasticity.ts';

/**
 * Shows the past as it would have been at one price, so that a forecast does not take an old price for an old demand.
 *
 * @param days the past, day by day
 * @param price the price to come, in minor units
 * @param elasticity how the demand reacts; where the past does not say, nothing changes
 * @returns the days with their pieces moved by what the other price explains
 */
export function atPrice(days: readonly Day[], price: number, { mean, fromHistory }: Elasticity): Day[] {
  if (!fromHistory || price <= 0) return [...days];
  return days.map((day) =>
    day.price === undefined || day.price <= 0 ? day : { ...day, units: day.units * (price / day.price) ** mean, price },
  );
}
