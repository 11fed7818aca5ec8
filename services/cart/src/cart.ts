import {
  Amount,
  CartId,
  type CartSnapshot,
  type cartUpdated,
  type LineId,
  marketplaceCurrency,
  type OrderId,
  type UserId,
  type VariantId,
} from '@credenza/contracts';
import { type Decision, NotFound, type Stored } from '@credenza/service-kit';
import type { z } from 'zod';
import { type Line, viewOf } from './line.ts';
import type { Price } from './pricing/price.ts';

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

/** Where parcels shall go: an ISO 3166-1 code such as DE. */
export interface Destination {
  country: string;
  postalCode?: string | undefined;
}

/** What a cart costs, as it was last worked out. */
export interface Quote extends Price {
  destination: Destination;
  coupons: { code: string; problem?: string }[];
  /** From then on nobody sells at it without having it worked out again. */
  until: Date;
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
  /** Coupons that the buyer has put in, in capitals. */
  coupons?: string[] | undefined;
  /** Missing for the marketplace's own country. */
  destination?: Destination | undefined;
  /** The chosen shipping options, by shop. */
  choices?: Record<string, string> | undefined;
  /** Missing for a cart that was never filled, and for sums too large to count exactly. */
  quote?: Quote | undefined;
}

export type StoredCart = Stored<Cart>;
export type CartCause = z.output<typeof cartUpdated.schema>['cause'];

/** What a rule makes of a cart: the fields that change, and what the others are told as the reason; nothing without one. */
export interface Change {
  state: Decision<Cart>['state'];
  cause?: CartCause;
}

/** How many lines a cart may hold; product tells the offers of as many at once. */
export const maxLines = 100;
/** How many coupons a cart may hold. */
export const maxCoupons = 10;
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
  const { quote } = cart;
  return {
    cartId: CartId.parse(cart._id),
    ...(cart.userId && { userId: cart.userId }),
    version: cart.version,
    currency: marketplaceCurrency,
    lines: cart.lines.map((line) => ({ ...viewOf(line), ...quote?.lines[line.lineId] })),
    subtotal: subtotalOf(cart.lines),
    ...(quote && {
      destination: quote.destination,
      coupons: quote.coupons,
      promotions: quote.promotions,
      sellers: quote.sellers,
      totals: quote.totals,
      quotedUntil: quote.until.toISOString(),
    }),
  };
}

/**
 * The change that gives a cart new lines.
 *
 * @param lines its lines from now on
 * @param cause what made it change
 * @param also what else is to be remembered with it
 * @returns the change
 */
export function withLines(lines: Line[], cause: CartCause, also: Partial<Cart> = {}): Change {
  return { state: { lines, ...also }, cause };
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
