import type { Decision } from '@credenza/service-kit';
import { type Cart, fitsCart, remembering, type StoredCart, type Takeover, withLines } from './cart.ts';
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
 * @returns the decision; undefined when it is closed already, for this user or another
 */
export function closeFor(cart: Cart, takeover: Takeover): Decision<Cart> | undefined {
  return isOpen(cart) ? { state: { takenOver: takeover }, facts: [] } : undefined;
}

/**
 * Takes a guest's cart into a buyer's: pieces of the same variant add up, as far as a line and a cart can hold them.
 * Stock is not asked for: the notices tell what became of it.
 *
 * @param cart the buyer's cart
 * @param guest the guest's cart
 * @param takeoverId the id of its takeover
 * @returns the decision; undefined when there is nothing in it or it was taken in before
 */
export function mergeGuest(cart: StoredCart, guest: StoredCart, takeoverId: string): Decision<Cart> | undefined {
  if (guest.lines.length === 0 || cart.mergedCarts?.includes(takeoverId)) return undefined;
  const lines = guest.lines.reduce((held, line) => withGuestLine(held, line, cart.version + 1), cart.lines);
  return withLines(cart, lines, 'merged', { mergedCarts: remembering(cart.mergedCarts, takeoverId) });
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
