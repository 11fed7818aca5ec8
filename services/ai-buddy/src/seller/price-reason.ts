import { formatMoney } from '@credenza/contracts';
import type { Evidence, ReasonCode } from './pricing/suggest.ts';
import { counted, type Reason, reason } from './reason.ts';

type Shown = Pick<Evidence, 'market' | 'elasticity' | 'currency' | 'unitCost' | 'compareAt' | 'maxChange'>;

const sentences: Record<ReasonCode, (evidence: Shown, money: (amount: number) => string) => string> = {
  market: ({ market }, money) =>
    market
      ? `${counted(market.count, 'comparable product')} of other shops cost about ${money(market.price)}.`
      : 'Comparable products of other shops say what it may cost.',
  'no-market': () => 'Fewer than three comparable products of other shops are on offer.',
  'own-price': () => 'Your price counts as well: you know what no listing says.',
  'most-profitable': ({ unitCost, elasticity }, money) =>
    `At a cost of ${money(unitCost ?? 0)} and an elasticity of ${elasticity.mean.toFixed(1)} it earns most there.`,
  inelastic: () => 'Its sales have hardly reacted to the price so far.',
  'elastic-cost-unknown': ({ elasticity }) =>
    `Its sales react to the price (elasticity ${elasticity.mean.toFixed(1)}); say what a piece costs you to find the price that earns most.`,
  'no-history': () => 'It has not yet been sold at prices that differ enough to say how buyers react.',
  'dead-stock': () => 'Nobody has bought it for a long time.',
  bounded: ({ maxChange }) => `A price should not change by more than ${Math.round(maxChange * 100)} % at once.`,
  floor: ({ unitCost }, money) => `It should not be sold below what it costs you, ${money(unitCost ?? 0)}.`,
  'compare-at': ({ compareAt }, money) =>
    `It is shown beside the higher price ${money(compareAt ?? 0)} and has to stay below it.`,
  keep: () => 'The difference is too small to be worth a new price.',
};

/**
 * @param code why a price is proposed
 * @param evidence what is known, amounts in minor units
 * @returns the reason in a sentence
 */
export function priceReason(code: ReasonCode, evidence: Shown): Reason {
  const { currency } = evidence;
  return reason(
    code,
    sentences[code](evidence, (amount) => formatMoney({ amount, currency })),
  );
}
