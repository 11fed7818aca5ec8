import type { IncomingMessage } from 'node:http';
import type { CartSnapshot, UserId } from '@credenza/contracts';
import { type Reply, type User, versioned } from '@credenza/service-kit';
import type { Decide } from './cart.store.ts';
import { emptyCart, noCartId, type StoredCart, snapshotOf } from './cart.ts';
import type { Context } from './context.ts';
import { cookieOf, type GuestToken, guestCookie, guestHeader, readGuestToken } from './guest-token.ts';

/** Who a request comes from, as far as carts are concerned. */
export interface Visitor {
  userId: UserId | undefined;
  /** The guest's token that the request carried. */
  token: GuestToken | undefined;
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
  const token = readGuestToken(input.request.headers[guestHeader] ?? input.cookies[guestCookie]);
  const visitor = { userId: input.user?.id, token };
  if (visitor.userId && token) await mergeFor(visitor.userId, token, ctx);
  return visitor;
}

async function mergeFor(userId: UserId, token: GuestToken, ctx: Context): Promise<void> {
  const cart = await ctx.carts.merge(userId, token);
  if (cart) await ctx.catchUp(cart, [...new Set(cart.lines.map((line) => line.productId))]);
}

/**
 * @param visitor who calls
 * @param ctx the context
 * @returns their cart, version 0 when they have none
 */
export async function cartOf(visitor: Visitor, ctx: Context): Promise<StoredCart> {
  if (visitor.userId) return await ctx.carts.ofUser(visitor.userId);
  return (visitor.token && (await ctx.carts.ofGuest(visitor.token))) || emptyCart(noCartId);
}

/** A visitor's cart after a change, and the token that opens it when it is a guest's. */
export interface Changed {
  cart: StoredCart;
  token?: GuestToken | undefined;
}

/**
 * Changes a visitor's cart.
 *
 * @param visitor who calls
 * @param decide the rule
 * @param about the version that If-Match asks for, and the context
 * @returns what became of it
 * @throws StaleVersion; whatever the rule throws
 */
export async function changeCart(
  visitor: Visitor,
  decide: Decide,
  about: { ifVersion: number | undefined; ctx: Context },
): Promise<Changed> {
  const { carts } = about.ctx;
  if (visitor.userId) return { cart: await carts.changeOfUser(visitor.userId, decide, about.ifVersion) };
  const { cart = emptyCart(noCartId), token } = await carts.changeOfGuest(visitor.token, decide, about.ifVersion);
  return { cart, token };
}

/**
 * Answers with a cart. A guest whose cart has changed gets the token anew, with the full time to come back; a user's browser forgets
 * the guest's cart that has been merged.
 *
 * @param visitor who called
 * @param changed the cart, and the guest's token after a change
 * @param ctx the context
 * @returns the reply
 */
export function showCart(visitor: Visitor, changed: Changed, ctx: Context): Reply<CartSnapshot> {
  const { cart, token } = changed;
  const forget = visitor.userId !== undefined && visitor.token !== undefined;
  return versioned(snapshotOf(cart), cart.version, {
    headers: {
      ...headers,
      ...(token && { [guestHeader]: token }),
      ...((token || forget) && { 'set-cookie': cookieOf(token, ctx.cookies) }),
    },
  });
}
