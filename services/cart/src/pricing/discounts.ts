import { type LineDiscount, PromotionId } from '@credenza/contracts';
import type { StoredPromotion } from '../promotion.ts';
import { type Goods, listPrice } from './goods.ts';
import { isFor } from './scope.ts';
import { share, spread } from './shares.ts';

/** What promotions work on: lines, and for each shop what its shipping costs, in minor units. */
export interface Basket {
  goods: readonly Goods[];
  shipping: ReadonlyMap<string, number>;
}

/** What promotions take off, by line and by the shop whose shipping it is. */
export interface Discounts {
  total: number;
  ofLine: Map<string, LineDiscount[]>;
  ofShipping: Map<string, LineDiscount[]>;
}

const kinds = ['buy-x-get-y', 'percentage', 'amount', 'free-shipping'];

/**
 * The order in which promotions count, whoever came first: a shop's before the marketplace's (so that its own discount is what
 * lowers its commission), free pieces before percentages before amounts.
 */
function byTurn(one: StoredPromotion, other: StoredPromotion): number {
  const payer = Number(one.sellerId === undefined) - Number(other.sellerId === undefined);
  const kind = kinds.indexOf(one.benefit.kind) - kinds.indexOf(other.benefit.kind);
  return payer || kind || (one._id < other._id ? -1 : 1);
}

/**
 * Finds what the promotions take off a basket. Those that combine add up, each on what the ones before it have left. One that does not
 * stands alone on what it is for, and does so only where that takes more off than the others would together.
 *
 * @param basket the lines, in an order that their buyer cannot choose, and the shipping
 * @param promotions those that are on and may be used
 * @returns the discounts; never more than the price of what they are on
 */
export function discountsOf(basket: Basket, promotions: readonly StoredPromotion[]): Discounts {
  const fitting = promotions.filter((one) => shortfall(basket, one) === 0).sort(byTurn);
  const together = fitting.filter(({ combinable }) => combinable);
  const worth = (one: StoredPromotion) => take(basket, [one], []).total;
  const alone = fitting
    .filter(({ combinable }) => !combinable)
    .map((one) => ({ one, worth: worth(one) }))
    .sort((a, b) => b.worth - a.worth || byTurn(a.one, b.one));
  let best = take(basket, [], together);
  let chosen: StoredPromotion[] = [];
  for (const { one } of alone) {
    const trial = take(basket, [...chosen, one], together);
    if (trial.total <= best.total) continue;
    best = trial;
    chosen = [...chosen, one];
  }
  return best;
}

/**
 * @param basket a basket
 * @param promotion a promotion
 * @returns what is missing to its minimum, in minor units; undefined when nothing in the basket is what it is for
 */
export function shortfall({ goods }: Basket, promotion: StoredPromotion): number | undefined {
  const own = goods.filter((one) => isFor(promotion, one));
  return own.length === 0 ? undefined : Math.max(0, (promotion.minimum ?? 0) - listPrice(own));
}

function take(basket: Basket, alone: StoredPromotion[], together: StoredPromotion[]): Discounts {
  const left = {
    goods: new Map(basket.goods.map((one) => [one.lineId, listPrice([one])])),
    shipping: new Map(basket.shipping),
  };
  const taken: Discounts = { total: 0, ofLine: new Map(), ofShipping: new Map() };
  const closed = new Set<string>();
  for (const promotion of [...alone, ...together]) {
    const goods = basket.goods.filter((one) => isFor(promotion, one));
    const { kind } = promotion.benefit;
    const shops = [...new Set(goods.map(({ sellerId }) => sellerId))].sort();
    const onShipping = kind === 'free-shipping';
    const places: string[] = onShipping ? shops : goods.map(({ lineId }) => lineId);
    const open = places.filter((place) => !closed.has(place));
    const rest: Map<string, number> = onShipping ? left.shipping : left.goods;
    const amounts = amountsOf(
      promotion,
      open.map((place) => ({ left: rest.get(place) ?? 0, goods: goods.find(({ lineId }) => lineId === place) })),
    );
    open.forEach((place, index) => {
      const amount = amounts[index] ?? 0;
      rest.set(place, (rest.get(place) ?? 0) - amount);
      if (amount > 0) note(onShipping ? taken.ofShipping : taken.ofLine, place, promotion, amount);
      taken.total += amount;
      if (!promotion.combinable) closed.add(place);
    });
  }
  return taken;
}

function note(into: Map<string, LineDiscount[]>, place: string, promotion: StoredPromotion, amount: number): void {
  const discount: LineDiscount = {
    promotionId: PromotionId.parse(promotion._id),
    amount,
    paidBy: promotion.sellerId === undefined ? 'marketplace' : 'shop',
  };
  into.set(place, [...(into.get(place) ?? []), discount]);
}

/** A line or a shop's shipping, and what of its price is left. */
interface Place {
  left: number;
  goods: Goods | undefined;
}

function amountsOf({ benefit }: StoredPromotion, places: Place[]): number[] {
  const left = places.map((place) => place.left);
  const whole = left.reduce((sum, one) => sum + one, 0);
  if (benefit.kind === 'free-shipping') return left;
  if (benefit.kind === 'amount') return spread(Math.min(benefit.amount, whole), left);
  if (benefit.kind === 'percentage') return spread(share(whole, 0, benefit.basisPoints, 10_000), left);
  const pieces = places.reduce((sum, { goods }) => sum + (goods?.quantity ?? 0), 0);
  let free = Math.floor(pieces / (benefit.buy + benefit.get)) * benefit.get;
  const freeOf = new Map<Place, number>();
  for (const place of [...places].sort((a, b) => (a.goods?.unitPrice ?? 0) - (b.goods?.unitPrice ?? 0))) {
    const some = Math.min(free, place.goods?.quantity ?? 0);
    freeOf.set(place, some);
    free -= some;
  }
  return places.map((place) => share(place.left, 0, freeOf.get(place) ?? 0, place.goods?.quantity ?? 0));
}
