import {
  Amount,
  CartId,
  type CartSnapshot,
  cartUpdated,
  type LineId,
  marketplaceCurrency,
  type OrderId,
  type UserId,
  type VariantId,
} from '@credenza/contracts';
import { type Decision, NotFound, type Stored } from '@credenza/service-kit';
import type { z } from 'zod';
import { type Line, viewOf } from './line.ts';

/** An addition that named itself with an Idempotency-Key. */
export interface KeyedAddition {
  key: string;
  variantId: VariantId;
  quantity: number;
}

/** A user takes over a guest cart. The same token can fill a cart again afterwards, which is another takeover then. */
export interface Takeover {
  id: string;
  by: UserId;
}

/** A buyer's or a guest's cart. */
export interface Cart {
  /** Missing for a guest. */
  userId?: UserId | undefined;
  lines: Line[];
  /** Orders whose pieces were taken out, the newest last. */
  takenOrders?: OrderId[] | undefined;
  /** Takeovers of guest carts that were taken in, by their ids, the newest last. */
  mergedCarts?: string[] | undefined;
  /** The last additions with a key, the newest last. */
  keyedAdditions?: KeyedAddition[] | undefined;
  /** Set on a guest cart that somebody who signed in is taking over; nobody else may touch it any more. */
  takenOver?: Takeover | undefined;
  /** When a guest cart is forgotten; missing for a buyer's. */
  expiresAt?: Date | undefined;
}

export type StoredCart = Stored<Cart>;
export type CartCause = z.output<typeof cartUpdated.schema>['cause'];

/** How many lines a cart may hold; product tells the offers of as many at once. */
export const maxLines = 100;
/** How many orders, merged carts and keyed additions a cart remembers. */
const memory = 50;

/**
 * The id of a user's one cart: the user's own UUID under the cart's prefix, so that there can never be a second one.
 *
 * @param userId the user
 * @returns the cart's id, whether the cart exists yet or not
 */
export function cartIdOf(userId: UserId): CartId {
  return CartId.parse(userId.replace(/^usr_/, 'crt_'));
}

/**
 * @param cartId the id it will have
 * @param userId whose it will be; undefined for a guest
 * @returns a cart that was never filled, version 0
 */
export function emptyCart(cartId: CartId, userId?: UserId): StoredCart {
  return { _id: cartId, version: 0, lines: [], ...(userId && { userId }) };
}

/**
 * @param cart a cart
 * @param lineId one of its lines
 * @returns the line
 * @throws NotFound when the cart has no such line
 */
export function lineOf(cart: Cart, lineId: LineId): Line {
  const line = cart.lines.find((one) => one.lineId === lineId);
  if (!line) throw new NotFound('line in the cart');
  return line;
}

/**
 * @param lines lines of a cart
 * @returns what they cost together, in minor units
 */
export function subtotalOf(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => sum + line.unitPrice * line.quantity, 0);
}

/**
 * @param lines lines of a cart
 * @returns whether they fit into one cart: number of lines, and a sum that counts exactly
 */
export function fitsCart(lines: readonly Line[]): boolean {
  return lines.length <= maxLines && Amount.safeParse(subtotalOf(lines)).success;
}

/**
 * Shows a cart to its buyer.
 *
 * @param cart the cart
 * @returns its content at its version
 */
export function snapshotOf(cart: StoredCart): CartSnapshot {
  return {
    cartId: CartId.parse(cart._id),
    ...(cart.userId && { userId: cart.userId }),
    version: cart.version,
    currency: marketplaceCurrency,
    lines: cart.lines.map(viewOf),
    subtotal: subtotalOf(cart.lines),
  };
}

/**
 * The decision that gives a cart new lines; a buyer's cart tells the others.
 *
 * @param cart the cart before
 * @param lines its lines from now on
 * @param cause what made it change
 * @param also what else is to be remembered with it
 * @returns the decision
 */
export function withLines(cart: StoredCart, lines: Line[], cause: CartCause, also: Partial<Cart> = {}): Decision<Cart> {
  const state = { lines, ...also };
  if (!cart.userId) return { state, facts: [] };
  const after = snapshotOf({ ...cart, lines, version: cart.version + 1 });
  return { state, facts: [cartUpdated.of({ ...after, userId: cart.userId, cause })] };
}

/**
 * Adds to one of a cart's short memories.
 *
 * @param known what it remembers, the newest last
 * @param item what it shall remember
 * @returns the memory with the item, without the oldest ones
 */
export function remembering<Item>(known: readonly Item[] | undefined, item: Item): Item[] {
  return [...(known ?? []), item].slice(-memory);
}
