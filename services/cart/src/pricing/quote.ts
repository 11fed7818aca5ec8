import { Amount } from '@credenza/contracts';
import type { Quote, StoredCart } from '../cart.ts';
import { hindranceOf, silenceOf } from './coupon.ts';
import type { Basket } from './discounts.ts';
import { type Price, price } from './price.ts';
import { optionsIn, type Terms } from './terms.ts';
import { wantOf } from './want.ts';

/** A cart is quoted anew at every look; an order of one that nobody has looked at for so long asks again, in ms. */
const goodForMs = 3_600_000;
/** So many promotions are tried on a cart: its coupons first, then the oldest. */
const mostTried = 100;

/**
 * Prices a cart.
 *
 * @param cart the cart
 * @param terms what counts, covering what `wantOf` asks for
 * @param home the country that counts while the buyer has said none
 * @returns the quote; undefined for sums too large to count exactly
 */
export function quoteOf(cart: StoredCart, terms: Terms, home: string): Quote | undefined {
  const { destination, parcels, codes } = wantOf(cart, home);
  const coupons = codes.map((code) => ({ code, promotion: terms.promotions.find((one) => one.code === code) }));
  const usable = [
    ...coupons.flatMap(({ promotion }) => promotion ?? []),
    ...terms.promotions.filter(({ code }) => code === undefined),
  ].filter((one) => hindranceOf(one, cart.userId, terms) === undefined);
  const priced = price({
    goods: cart.lines,
    promotions: usable.slice(0, mostTried),
    shippingOptions: new Map(parcels.map((parcel) => [parcel.sellerId, optionsIn(terms, parcel) ?? []] as const)),
    choices: cart.choices ?? {},
    tax: terms.taxes.get(destination.country) ?? { standard: 0, reduced: 0, included: true },
  });
  if (!Amount.safeParse(priced.totals.total).success) return undefined;
  const basket: Basket = { goods: cart.lines, shipping: new Map() };
  return {
    ...priced,
    destination,
    coupons: coupons.map(({ code, promotion }) => {
      if (!promotion) return { code, problem: 'There is no such coupon.' };
      if (isApplied(priced, promotion._id)) return { code };
      return { code, problem: hindranceOf(promotion, cart.userId, terms) ?? silenceOf(promotion, basket) };
    }),
    until: new Date(terms.at.getTime() + goodForMs),
  };
}

const isApplied = ({ promotions }: Price, id: string) => promotions.some(({ promotionId }) => promotionId === id);
