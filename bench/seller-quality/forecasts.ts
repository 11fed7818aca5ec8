import type { Day } from '../../services/ai-buddy/src/seller/forecast/day.ts';
import { type Forecast, forecast } from '../../services/ai-buddy/src/seller/forecast/forecast.ts';
import { atPrice } from '../../services/ai-buddy/src/seller/pricing/at-price.ts';
import { elasticityOf } from '../../services/ai-buddy/src/seller/pricing/elasticity.ts';
import { type Kind, kinds, type Simulated, simulate } from './simulate.ts';

const ahead = 28;
const total = (units: readonly number[]) => units.reduce((sum, one) => sum + one, 0);

/** As the service does it: at the price of the last day. */
function oursOf(past: Day[]): Forecast {
  return forecast(atPrice(past, past.at(-1)?.price ?? 0, elasticityOf(past)), ahead);
}

/** Ways to see the next four weeks, in pieces. */
const rivals = {
  ours: ({ past }: Simulated) => oursOf(past).mean,
  lastWeek: ({ past }: Simulated) => 4 * total(past.slice(-7).map(({ units }) => units)),
  lastMonth: ({ past }: Simulated) => total(past.slice(-ahead).map(({ units }) => units)),
};
export type Rival = keyof typeof rivals;
export const rivalNames = Object.keys(rivals) as Rival[];

/** How far off forecasts were. */
export interface ForecastErrors {
  kind: Kind | 'all';
  count: number;
  /** Of all pieces, the share by which the totals were off. */
  wape: Record<Rival, number>;
  /** The mean error as a multiple of that of repeating four weeks within the past (Hyndman and Koehler, 2006). */
  mase: Record<Rival, number>;
  /** How often the demand was within the range that should hold in eight cases of ten. */
  within: number;
}

/**
 * @param seed the same seed gives the same variants
 * @param each how many variants of each kind
 * @returns the errors over the next four weeks, for each kind and for all
 */
export function forecastErrors(seed: string, each: number): ForecastErrors[] {
  const rated = kinds.flatMap((kind) =>
    Array.from({ length: each }, (_, at) => {
      const one = simulate(`${seed} ${kind} ${at}`, kind);
      const sold = total(one.future);
      const { low, high } = oursOf(one.past);
      const off = (rival: Rival) => Math.abs(rivals[rival](one) - sold);
      return { kind, sold, usual: usualError(one), off: forEach(off), within: sold >= low && sold <= high };
    }),
  );
  const groups = [...Map.groupBy(rated, ({ kind }) => kind)];
  return [...groups, ['all' as const, rated] as const].map(([kind, group]) => ({
    kind,
    count: group.length,
    wape: forEach((rival) => total(group.map(({ off }) => off[rival])) / total(group.map(({ sold }) => sold))),
    mase: forEach((rival) => total(group.map(({ off, usual }) => off[rival] / usual)) / group.length),
    within: group.filter(({ within }) => within).length / group.length,
  }));
}

function forEach(value: (rival: Rival) => number): Record<Rival, number> {
  return { ours: value('ours'), lastWeek: value('lastWeek'), lastMonth: value('lastMonth') };
}

function usualError({ past }: Simulated): number {
  const months = Array.from({ length: Math.floor(past.length / ahead) }, (_, at) =>
    total(past.slice(at * ahead, (at + 1) * ahead).map(({ units }) => units)),
  );
  const steps = months.slice(1).map((units, at) => Math.abs(units - (months[at] ?? 0)));
  return Math.max(0.5, total(steps) / steps.length);
}
