import type { Elasticity } from './elasticity.ts';
import { withEnding } from './ending.ts';
import type { Market } from './market.ts';

/** What is known about a product and its place in the market; amounts in minor units of one currency. */
export interface Evidence {
  /** What it costs now, more than 0. */
  current: number;
  /** The higher price that it is shown beside, if any. */
  compareAt?: number | undefined;
  /** What a piece costs the shop, when the shop says so. */
  unitCost?: number | undefined;
  market?: Market | undefined;
  elasticity: Elasticity;
  /** Whether it lies there though nobody buys it. */
  dead: boolean;
  currency: string;
  /** By which share the price may change at once. */
  maxChange: number;
}

export const reasonCodes = [
  'market',
  'no-market',
  'own-price',
  'most-profitable',
  'inelastic',
  'elastic-cost-unknown',
  'no-history',
  'dead-stock',
  'bounded',
  'floor',
  'compare-at',
  'keep',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

/** A proposed price; amounts in minor units. */
export interface Suggestion {
  price: number;
  /** In eight cases of ten what would be right lies between these. */
  low: number;
  high: number;
  confidence: 'low' | 'medium' | 'high';
  /** What has led to it. */
  reasons: ReasonCode[];
}

/** An opinion about the right price: its logarithm, and how sure it is, as a standard deviation. */
interface Opinion {
  code: ReasonCode;
  log: number;
  deviation: number;
}

/** How far off the prices that shops set themselves are: they know what we do not. */
const ownDeviation = 0.2;
/** By how much two products with the same words may still differ in what they are worth. */
const unsaid = 0.08;
/** A change below this share is not worth a new price. */
const worthwhile = 0.02;
/** Up to which deviation a proposal is called so sure. */
const sureness = { high: 0.08, medium: 0.14 };

/**
 * Proposes a price: everything that has an opinion about it counts by how sure it is, and no step is wider than the bounds.
 *
 * @param evidence what is known
 * @returns the proposal with its reasons
 */
export function suggestPrice(evidence: Evidence): Suggestion {
  const { current, maxChange, unitCost, compareAt, currency } = evidence;
  const opinions = opinionsOf(evidence);
  const weights = opinions.map(({ deviation }) => deviation ** -2);
  const total = weights.reduce((sum, one) => sum + one, 0);
  const log = opinions.reduce((sum, one, at) => sum + one.log * (weights[at] ?? 0), 0) / total;
  const deviation = Math.sqrt(1 / total + disagreement(opinions, log, total));
  const wanted = Math.exp(log);
  const floor = Math.ceil(unitCost ?? 0);
  const least = Math.max(1, floor, Math.ceil(current * (1 - maxChange)));
  // Beside a higher price it must stay below it, or the comparison would deceive.
  const highest = Math.min(Math.floor(current * (1 + maxChange)), compareAt === undefined ? Infinity : compareAt - 1);
  const most = Math.max(least, highest);
  const bounded = Math.max(least, Math.min(most, wanted));
  const small = Math.abs(bounded / current - 1) < worthwhile && current >= least && current <= most;
  const reasons: ReasonCode[] = [
    ...opinions.map(({ code }) => code),
    ...silences(evidence),
    ...(wanted < least ? [floor === least ? ('floor' as const) : ('bounded' as const)] : []),
    ...(wanted > most ? [compareAt === most + 1 ? ('compare-at' as const) : ('bounded' as const)] : []),
    ...(small ? ['keep' as const] : []),
  ];
  return {
    price: small ? current : withEnding(bounded, { least, most }, currency),
    low: Math.round(wanted * Math.exp(-1.28 * deviation)),
    high: Math.round(wanted * Math.exp(1.28 * deviation)),
    confidence: deviation <= sureness.high ? 'high' : deviation <= sureness.medium ? 'medium' : 'low',
    reasons,
  };
}

function opinionsOf({ current, unitCost, market, elasticity, dead, maxChange }: Evidence): Opinion[] {
  const opinions: Opinion[] = [{ code: 'own-price', log: Math.log(current), deviation: ownDeviation }];
  if (market) {
    const deviation = Math.hypot(unsaid, market.spread * Math.sqrt(0.25 + 1 / market.effective));
    opinions.push({ code: 'market', log: Math.log(market.price), deviation });
  }
  const { mean, deviation, fromHistory } = elasticity;
  // The most profitable price is cost · e / (1 + e); its deviation follows from that of e.
  if (unitCost !== undefined && unitCost > 0 && fromHistory && mean < -1.15) {
    const doubt = Math.hypot(0.04, deviation / (mean * (1 + mean)));
    opinions.push({ code: 'most-profitable', log: Math.log((unitCost * mean) / (1 + mean)), deviation: doubt });
  }
  // Where demand hardly reacts, a higher price earns more whatever a piece costs.
  if (fromHistory && mean + deviation > -1 && mean > -1)
    opinions.push({ code: 'inelastic', log: Math.log(current * (1 + maxChange)), deviation: 0.1 });
  if (dead) opinions.push({ code: 'dead-stock', log: Math.log(current * (1 - maxChange)), deviation: 0.1 });
  return opinions;
}

function silences({ market, elasticity, unitCost }: Evidence): ReasonCode[] {
  const { fromHistory, mean } = elasticity;
  const unknownCost = fromHistory && mean < -1 && unitCost === undefined;
  return [
    ...(market ? [] : ['no-market' as const]),
    ...(fromHistory ? [] : ['no-history' as const]),
    ...(unknownCost ? ['elastic-cost-unknown' as const] : []),
  ];
}

/** Opinions that contradict each other make nobody surer. */
function disagreement(opinions: readonly Opinion[], log: number, total: number): number {
  if (opinions.length < 2) return 0;
  const sum = opinions.reduce((all, one) => all + (one.log - log) ** 2 / one.deviation ** 2, 0);
  return Math.max(0, sum / (opinions.length - 1) - 1) / total;
}
