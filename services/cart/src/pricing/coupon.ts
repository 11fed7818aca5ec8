import { formatMoney, marketplaceCurrency, type UserId } from '@credenza/contracts';
import { hasEnded, type StoredPromotion, usesId } from '../promotion.ts';
import { type Basket, shortfall } from './discounts.ts';
import type { Terms } from './terms.ts';

/**
 * @param promotion a promotion
 * @param buyer who would use it; missing for a guest, of whom nobody knows what they have used
 * @param terms the time and the uses
 * @returns why it cannot be used now, whatever is in the cart; undefined when it can
 */
export function hindranceOf(
  promotion: StoredPromotion,
  buyer: UserId | undefined,
  terms: Pick<Terms, 'at' | 'used'>,
): string | undefined {
  const { _id, totalLimit, perBuyerLimit, startsAt } = promotion;
  if (hasEnded(promotion, terms.at)) return 'This coupon has ended.';
  if (startsAt > terms.at) return `This coupon counts from ${startsAt.toISOString().slice(0, 10)} on.`;
  if (totalLimit !== undefined && (terms.used.get(usesId(_id)) ?? 0) >= totalLimit) return 'This coupon is used up.';
  const own = buyer === undefined ? 0 : (terms.used.get(usesId(_id, buyer)) ?? 0);
  if (perBuyerLimit !== undefined && own >= perBuyerLimit) return 'You have used this coupon already.';
  return undefined;
}

/**
 * @param promotion a promotion that can be used but takes nothing off
 * @param basket what is in the cart
 * @returns why
 */
export function silenceOf(promotion: StoredPromotion, basket: Basket): string {
  const missing = shortfall(basket, promotion);
  if (missing === undefined) return 'Nothing in the cart is what this coupon is for.';
  if (missing === 0) return 'This coupon takes nothing off beside what counts for this cart already.';
  return `Buy for ${formatMoney({ amount: missing, currency: marketplaceCurrency })} more of what this coupon is for.`;
}
