import type { IncomingMessage } from 'node:http';
import type { CartSnapshot, UserId } from '@credenza/contracts';
import { type Reply, type User, versioned } from '@credenza/service-kit';
import type { Decide } from './cart.store.ts';
import { emptyCart, type StoredCart, snapshotOf } from './cart.ts';
import type { Context } from './context.ts';
import { cookieOf, guestCookie } from './guest-cookie.ts';
import { type GuestToken, guestCartId, guestHeader } from './guest-token.ts';

/** Who a request comes from, as far as carts are concerned. */
export interface Visitor {
  userId: UserId | undefined;
  /** The guest's token that the request carried, when it is one of ours. */
  token: GuestToken | undefined;
  /** Whether the request carried anything that calls itself a guest's token. */
  showedToken: boolean;
}

/** Answers are for one visitor alone; a browser that kept one might show it to the next user, whose ETag may be the same. */
const headers = { 'cache-control': 'no-store' };

/**
 * Finds out who calls. Whoever has signed in and still carries a guest's token gets that cart's lines first.
 *
 * @param input the request
 * @param ctx the context
 * @returns the visitor
 */
export async function welcome(
  input: { user: User | undefined; cookies: Record<string, string>; request: IncomingMessage },
  ctx: Context,
): Promise<Visitor> {
  const shown = input.request.headers[guestHeader] ?? input.cookies[guestCookie(ctx.cookies)];
  const token = ctx.guestTokens.read(shown);
  const visitor = { userId: input.user?.id, token, showedToken: shown !== undefined };
  if (visitor.userId && token) await mergeFor(visitor.userId, token, ctx);
  return visitor;
}

async function mergeFor(userId: UserId, token: GuestToken, ctx: Context): Promise<void> {
  const cart = await ctx.carts.merge(userId, token);
  if (cart) await ctx.catchUp(cart, [...new Set(cart.lines.map((line) => line.productId))]);
}

/** A visitor's cart, and the token to keep when it is a guest's and the browser does not know it or should keep it longer. */
export interface Shown {
  cart: StoredCart;
  token?: GuestToken | undefined;
}

/**
 * Finds a visitor's cart. A guest who has none gets a token for it already: all tabs that have seen it fill the same cart.
 *
 * @param visitor who calls
 * @param ctx the context
 * @returns their cart, version 0 when they have none
 */
export async function cartOf(visitor: Visitor, { carts, guestTokens }: Context): Promise<Shown> {
  if (visitor.userId) return { cart: await carts.ofUser(visitor.userId) };
  const cart = visitor.token && (await carts.ofGuest(visitor.token));
  if (cart) return { cart };
  const token = guestTokens.fresh();
  return { cart: emptyCart(guestCartId(token)), token };
}

/**
 * Finds a visitor's cart and prices it with what counts now.
 *
 * @param visitor who calls
 * @param ctx the context
 * @returns their cart, version 0 when they have none
 */
export async function cartNow(visitor: Visitor, ctx: Context): Promise<Shown> {
  const shown = await cartOf(visitor, ctx);
  return { ...shown, cart: await ctx.carts.refresh(shown.cart) };
}

/**
 * Changes a visitor's cart.
 *
 * @param visitor who calls
 * @param decide the rule
 * @param about the version that If-Match asks for, and the context
 * @returns what became of it; a guest gets the token anew, with the full time to come back
 * @throws StaleVersion; whatever the rule throws
 */
export async function changeCart(
  visitor: Visitor,
  decide: Decide,
  about: { ifVersion: number | undefined; ctx: Context },
): Promise<Shown> {
  const { carts } = about.ctx;
  if (visitor.userId) return { cart: await carts.changeOfUser(visitor.userId, decide, about.ifVersion) };
  return await carts.changeOfGuest(visitor.token, decide, about.ifVersion);
}

/**
 * Answers with a cart. A user's browser forgets the guest's cart that has been merged.
 *
 * @param visitor who called
 * @param shown the cart, and the token that a guest shall keep
 * @param ctx the context
 * @returns the reply
 */
export function showCart(visitor: Visitor, { cart, token }: Shown, ctx: Context): Reply<CartSnapshot> {
  const forget = visitor.userId !== undefined && visitor.showedToken;
  return versioned(snapshotOf(cart), cart.version, {
    headers: {
      ...headers,
      ...(token && { [guestHeader]: token }),
      ...((token || forget) && { 'set-cookie': cookieOf(token, ctx.cookies) }),
    },
  });
}
