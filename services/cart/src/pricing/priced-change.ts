import { isDeepStrictEqual } from 'node:util';
import { cartUpdated } from '@credenza/contracts';
import type { Decision } from '@credenza/service-kit';
import { type Cart, type CartCause, type Change, type Quote, type StoredCart, snapshotOf } from '../cart.ts';
import { quoteOf } from './quote.ts';
import { covers, type Terms } from './terms.ts';
import { type Want, wantOf } from './want.ts';

/** Thrown when a cart cannot be priced yet: whoever decides learns what is wanted, and decides again. */
export class Lacking extends Error {
  readonly want: Want;

  /** @param want what has to be known */
  constructor(want: Want) {
    super('The terms for this cart are not known yet.');
    this.want = want;
  }
}

/** What counts, and where while the buyer has said nothing. */
export interface Pricing {
  /** Missing before anybody has asked. */
  terms?: Terms | undefined;
  home: string;
}

/**
 * Prices a cart as a change makes it; a buyer's cart tells the others.
 *
 * @param cart the cart before
 * @param change what becomes of it
 * @param pricing what counts
 * @returns the decision
 * @throws Lacking when the terms do not cover the cart
 */
export function pricedChange(cart: StoredCart, change: Change, pricing: Pricing): Decision<Cart> {
  if (change.cause === undefined) return { state: change.state, facts: [] };
  return decided(cart, change.state, change.cause, quoteNow({ ...cart, ...definedOf(change.state) }, pricing));
}

/**
 * Prices a cart anew that nobody has changed.
 *
 * @param cart the cart
 * @param pricing what counts
 * @returns the decision; undefined when it costs what it did
 * @throws Lacking when the terms do not cover the cart
 */
export function repriced(cart: StoredCart, pricing: Pricing): Decision<Cart> | undefined {
  const quote = quoteNow(cart, pricing);
  if (isDeepStrictEqual(timeless(quote), timeless(cart.quote))) return undefined;
  const cause = isDeepStrictEqual(quote?.promotions, cart.quote?.promotions) ? 'shipping' : 'promotion';
  return decided(cart, {}, cause, quote);
}

function quoteNow(cart: StoredCart, { terms, home }: Pricing): Quote | undefined {
  const want = wantOf(cart, home);
  if (!terms || !covers(terms, want)) throw new Lacking(want);
  return quoteOf(cart, terms, home);
}

function decided(
  cart: StoredCart,
  changed: Change['state'],
  cause: CartCause,
  quote: Quote | undefined,
): Decision<Cart> {
  const state = { ...changed, quote };
  if (!cart.userId) return { state, facts: [] };
  const after = snapshotOf({ ...cart, ...definedOf(changed), quote, version: cart.version + 1 });
  return { state, facts: [cartUpdated.of({ ...after, userId: cart.userId, cause })] };
}

/** `lines` may be left out of a change but never taken away. */
function definedOf({ lines, ...rest }: Change['state']): Partial<Cart> {
  return { ...rest, ...(lines && { lines }) };
}

function timeless(quote: Quote | undefined) {
  return quote && { ...quote, until: undefined };
}
