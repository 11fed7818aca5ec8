import { isDeepStrictEqual } from 'node:util';
import { LineId, newId, type Offer } from '@credenza/contracts';
import { Conflict, Refusal } from '@credenza/service-kit';
import { type Cart, type Change, fitsCart, lineOf, maxLines, remembering, type StoredCart, withLines } from './cart.ts';
import { factsOf, informed, isAvailable, type Line, mustBeBuyable, viewOf } from './line.ts';

/** What a buyer puts in; `key` is the Idempotency-Key, when the request had one. */
export interface Addition {
  offer: Offer;
  quantity: number;
  key?: string | undefined;
}

/**
 * Puts pieces of a variant into a cart; pieces of the same variant share a line.
 *
 * @param cart the cart
 * @param addition the live offer and how many pieces
 * @returns the change; undefined when this addition was made before
 * @throws Conflict when that many cannot be bought or do not fit; Refusal `key-reused` when the key stood for another addition
 */
export function addPieces(cart: StoredCart, addition: Addition): Change | undefined {
  const { offer, key } = addition;
  if (wasAdded(cart, addition)) return undefined;
  const held = cart.lines.find((line) => line.variantId === offer.variantId);
  const line = held ? morePieces(held, addition) : firstPieces(cart, addition);
  const lines = held ? replaced(cart.lines, line) : [...cart.lines, line];
  mustBeBuyable(line);
  mustFit(lines);
  if (key === undefined) return withLines(lines, 'added');
  const keyed = { key, variantId: offer.variantId, quantity: addition.quantity };
  return withLines(lines, 'added', { keyedAdditions: remembering(cart.keyedAdditions, keyed) });
}

/**
 * @param cart the cart
 * @param addition an addition
 * @returns whether it was made before, which only its key can tell
 * @throws Refusal `key-reused` when the key stood for another addition
 */
export function wasAdded(cart: Cart, { offer, quantity, key }: Addition): boolean {
  const before = key === undefined ? undefined : cart.keyedAdditions?.find((one) => one.key === key);
  if (before && (before.variantId !== offer.variantId || before.quantity !== quantity))
    throw new Refusal('key-reused', 'Use a new Idempotency-Key for a new request.');
  return before !== undefined;
}

function firstPieces(cart: StoredCart, { offer, quantity }: Addition): Line {
  const facts = factsOf(offer);
  return {
    ...facts,
    lineId: newId(LineId),
    variantId: offer.variantId,
    quantity,
    acceptedPrice: facts.unitPrice,
    since: cart.version + 1,
  };
}

function morePieces(held: Line, { offer, quantity }: Addition): Line {
  return accepted({ ...informed(held, factsOf(offer)), quantity: held.quantity + quantity });
}

/** The buyer has the present price before their eyes when they touch a line. */
function accepted(line: Line): Line {
  return { ...line, acceptedPrice: line.unitPrice };
}

function replaced(lines: readonly Line[], line: Line): Line[] {
  return lines.map((one) => (one.lineId === line.lineId ? line : one));
}

function mustFit(lines: readonly Line[]): void {
  if (lines.length > maxLines) throw new Conflict(`A cart holds up to ${maxLines} different variants.`);
  if (!fitsCart(lines)) throw new Conflict('A cart cannot hold that much value.');
}

/**
 * Whether a new quantity must be checked against the live stock: more pieces, or the same ones after bad news.
 *
 * @param line the line as it is
 * @param quantity how many pieces it shall hold
 * @returns false when the buyer only gives pieces up or accepts a price
 */
export function needsOffer(line: Line, quantity: number): boolean {
  return quantity > line.quantity || (quantity === line.quantity && !isAvailable(line));
}

/** A line's new quantity, with the live offer where one was needed. */
export interface Adjustment {
  lineId: LineId;
  quantity: number;
  offer?: Offer | undefined;
}

/**
 * Sets how many pieces a line holds. The buyer has seen the line, so a changed price counts as accepted.
 *
 * @param cart the cart
 * @param adjustment the line, the quantity and the offer that `needsOffer` asked for. Without one the quantity was at most
 *   what the line held a moment ago; should another tab have lowered it meanwhile, the last word counts.
 * @returns the change; undefined when nothing changes
 * @throws NotFound when the cart has no such line; Conflict when that many cannot be bought or do not fit
 */
export function setQuantity(cart: StoredCart, adjustment: Adjustment): Change | undefined {
  const before = lineOf(cart, adjustment.lineId);
  const known = adjustment.offer ? informed(before, factsOf(adjustment.offer)) : before;
  const line = accepted({ ...known, quantity: adjustment.quantity });
  if (adjustment.offer) mustBeBuyable(line);
  const lines = replaced(cart.lines, line);
  mustFit(lines);
  return isDeepStrictEqual(viewOf(before), viewOf(line)) ? undefined : withLines(lines, 'quantity');
}

/**
 * Takes a line out.
 *
 * @param cart the cart
 * @param lineId the line
 * @returns the change
 * @throws NotFound when the cart has no such line
 */
export function removeLine(cart: StoredCart, lineId: LineId): Change {
  lineOf(cart, lineId);
  return withLines(
    cart.lines.filter((line) => line.lineId !== lineId),
    'removed',
  );
}

/**
 * Takes everything out.
 *
 * @param cart the cart
 * @returns the change; undefined when it is empty already
 */
export function clearCart(cart: StoredCart): Change | undefined {
  return cart.lines.length === 0 ? undefined : withLines([], 'cleared');
}
