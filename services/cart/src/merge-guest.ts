import {
  type Cart,
  type Change,
  fitsCart,
  maxCoupons,
  remembering,
  type StoredCart,
  type Takeover,
  withLines,
} from './cart.ts';
import { informed, type Line, maxQuantity } from './line.ts';

/**
 * @param cart a cart
 * @returns whether its owner may still use it; a guest's cart that somebody is taking over is closed
 */
export function isOpen(cart: Cart): boolean {
  return cart.takenOver === undefined;
}

/**
 * Closes a guest's cart in the name of the user who takes it over.
 *
 * @param cart the guest's cart
 * @param takeover who has signed in, and the takeover's own id
 * @returns the change; undefined when it is closed already, for this user or another
 */
export function closeFor(cart: Cart, takeover: Takeover): Change | undefined {
  return isOpen(cart) ? { state: { takenOver: takeover } } : undefined;
}

/**
 * Takes a guest's cart into a buyer's: pieces of the same variant add up, as far as a line and a cart can hold them.
 * Stock is not asked for: the notices tell what became of it. What the buyer has chosen counts more than what the guest has.
 *
 * @param cart the buyer's cart
 * @param guest the guest's cart
 * @param takeoverId the id of its takeover
 * @returns the change; undefined when there is nothing in it or it was taken in before
 */
export function mergeGuest(cart: StoredCart, guest: StoredCart, takeoverId: string): Change | undefined {
  if (guest.lines.length === 0 || cart.mergedCarts?.includes(takeoverId)) return undefined;
  const lines = guest.lines.reduce((held, line) => withGuestLine(held, line, cart.version + 1), cart.lines);
  const coupons = [...new Set([...(cart.coupons ?? []), ...(guest.coupons ?? [])])].slice(0, maxCoupons);
  return withLines(lines, 'merged', {
    mergedCarts: remembering(cart.mergedCarts, takeoverId),
    ...(coupons.length > 0 && { coupons }),
    ...(!cart.destination && guest.destination && { destination: guest.destination }),
    ...(guest.choices && { choices: { ...guest.choices, ...cart.choices } }),
  });
}

function withGuestLine(held: Line[], line: Line, since: number): Line[] {
  const same = held.find((one) => one.variantId === line.variantId);
  const merged = same ? held.map((one) => (one === same ? together(same, line) : one)) : [...held, { ...line, since }];
  return fitsCart(merged) ? merged : held;
}

function together(mine: Line, guests: Line): Line {
  const { lineId: _id, quantity, acceptedPrice: _accepted, since: _since, variantId: _variant, ...facts } = guests;
  return { ...informed(mine, facts), quantity: Math.min(mine.quantity + quantity, maxQuantity) };
}
