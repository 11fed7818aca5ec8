import type { UserId } from '@credenza/contracts';
import { Conflict, NotFound } from '@credenza/service-kit';
import { type Change, type Destination, maxCoupons, type StoredCart } from './cart.ts';

/**
 * Puts a coupon into a cart.
 *
 * @param cart the cart
 * @param code the coupon, in capitals
 * @returns the change; undefined when it is in there
 * @throws Conflict when the cart has as many as it can hold
 */
export function addCoupon({ coupons = [] }: StoredCart, code: string): Change | undefined {
  if (coupons.includes(code)) return undefined;
  if (coupons.length >= maxCoupons) throw new Conflict(`A cart holds up to ${maxCoupons} coupons.`);
  return { state: { coupons: [...coupons, code] }, cause: 'coupon' };
}

/**
 * Takes a coupon out of a cart.
 *
 * @param cart the cart
 * @param code the coupon, in capitals
 * @returns the change
 * @throws NotFound when it is not in there
 */
export function removeCoupon({ coupons = [] }: StoredCart, code: string): Change {
  if (!coupons.includes(code)) throw new NotFound('coupon in the cart');
  return { state: { coupons: coupons.filter((one) => one !== code) }, cause: 'coupon' };
}

/**
 * Says where a cart's parcels shall go.
 *
 * @param cart the cart
 * @param destination where to
 * @returns the change; undefined when that was said before
 */
export function setDestination(cart: StoredCart, destination: Destination): Change | undefined {
  const { country, postalCode } = destination;
  if (cart.destination?.country === country && cart.destination.postalCode === postalCode) return undefined;
  return { state: { destination }, cause: 'shipping' };
}

/**
 * Chooses how a shop shall send.
 *
 * @param cart the cart, quoted a moment ago
 * @param choice the shop and its option
 * @returns the change; undefined when that is chosen already
 * @throws NotFound when nothing of the shop is in the cart; Conflict when it does not offer that
 */
export function chooseShipping(
  cart: StoredCart,
  { sellerId, optionId }: { sellerId: UserId; optionId: string },
): Change | undefined {
  if (!cart.lines.some((line) => line.sellerId === sellerId)) throw new NotFound('shop in the cart');
  if (cart.choices?.[sellerId] === optionId) return undefined;
  const options = cart.quote?.sellers.find((one) => one.sellerId === sellerId)?.shippingOptions ?? [];
  if (!options.some((one) => one.optionId === optionId))
    throw new Conflict('The shop does not send like that.', { options });
  const inCart = new Set<string>(cart.lines.map((line) => line.sellerId));
  const kept = Object.entries(cart.choices ?? {}).filter(([shop]) => inCart.has(shop));
  return { state: { choices: { ...Object.fromEntries(kept), [sellerId]: optionId } }, cause: 'shipping' };
}
