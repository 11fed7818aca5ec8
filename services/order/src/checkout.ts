import {
  type CartId,
  type CartSnapshot,
  newId,
  type Offer,
  OrderId,
  readCart,
  readOffers,
  releaseStock,
  reserveStock,
  type UserId,
} from '@credenza/contracts';
import { Conflict, Refusal, Unavailable } from '@credenza/service-kit';
import type { Context } from './context.ts';
import { differencesSince, snapshotSeen } from './differences.ts';
import { freezeLines, place, requireLines, requireSameWish } from './order.ts';
import type { Address, StoredOrder } from './order-state.ts';
import { openPart } from './part.ts';
import { lostPromotions, redeem, settleRedemption, unredeem } from './redeem.ts';
import { split } from './split.ts';

/** A buyer's wish to order a cart as they saw it. */
export interface Checkout {
  buyerId: UserId;
  cartVersion: number;
  shippingAddress: Address;
  paymentToken: string;
  idempotencyKey: string;
}

/**
 * The checkout: the cart as the buyer saw it, held at the prices the buyer saw, becomes one order.
 *
 * @param checkout who orders which version of the cart
 * @param ctx the context
 * @returns the pending order; the one already placed when this key was used before
 * @throws Refusal `stale-cart` with the differences, `key-reused` when the key stands for another order; Conflict when the cart is
 *   empty or already ordered
 */
export async function checkOut(checkout: Checkout, ctx: Context): Promise<StoredOrder> {
  const { buyerId, idempotencyKey } = checkout;
  const before = await ctx.orders.placedUnder(buyerId, idempotencyKey);
  if (before) return requireSameWish(before, checkout);

  const cart = await cartAsSeen(checkout, ctx);
  requireLines(cart.lines);
  requireDestination(cart, checkout.shippingAddress);
  requireShipping(cart);
  await refuseSecondCheckout(cart.cartId, cart.version, ctx);

  const orderId = newId(OrderId);
  const createdAt = ctx.now();
  const expiresAt = new Date(createdAt.getTime() + ctx.paymentMs);
  const heldUntil = new Date(expiresAt.getTime() + ctx.holdGraceMs);
  const offers = await hold(orderId, cart, heldUntil, ctx);
  const frozen = await freeze({ orderId, buyerId, until: heldUntil }, cart, offers, ctx);
  const order = {
    buyerId,
    cartId: cart.cartId,
    cartVersion: cart.version,
    ...frozen,
    currency: cart.currency,
    shippingAddress: checkout.shippingAddress,
    createdAt,
    expiresAt,
    heldUntil,
    idempotencyKey,
  };
  const { state, facts } = place(orderId, order, checkout.paymentToken);
  if (await ctx.orders.create(orderId, state, facts)) {
    await settleRedemption(orderId, cart, ctx);
    return { ...state, _id: orderId, version: 1 };
  }

  // Another request of the same buyer was first: with the same key it is the same order, otherwise a slip.
  await giveBackAll(orderId, cart, ctx);
  const twin = await ctx.orders.placedUnder(buyerId, idempotencyKey);
  if (twin) return requireSameWish(twin, checkout);
  await refuseSecondCheckout(cart.cartId, cart.version, ctx);
  throw new Conflict('This cart was being ordered at the same moment. Look at your orders and try again.');
}

async function cartAsSeen(checkout: Checkout, ctx: Context): Promise<CartSnapshot> {
  const { buyerId: userId, cartVersion } = checkout;
  const known = await ctx.carts.find(userId);
  if (known?.version === cartVersion && isQuoted(known, ctx.now())) return known;
  // The event of the last change may still be on its way, and what the cart costs may have changed since; the cart itself knows.
  const cart = await ctx.dapr.invoke(readCart, { userId });
  if (cart.version === cartVersion) return cart;
  await refuseSecondCheckout(cart.cartId, cartVersion, ctx);
  const seen = snapshotSeen(await ctx.carts.remembered(userId), cartVersion);
  const differences = differencesSince(seen, cart, await offersFor(cart, ctx));
  const detail = ['The cart has changed since you looked at it.', lostPromotions(seen, cart)];
  throw new Refusal('stale-cart', detail.filter(Boolean).join(' '), { cart, differences });
}

function isQuoted({ quotedUntil }: CartSnapshot, now: Date): boolean {
  return quotedUntil === undefined || now < new Date(quotedUntil);
}

async function offersFor({ lines }: CartSnapshot, ctx: Context): Promise<Offer[]> {
  if (lines.length === 0) return [];
  return (await ctx.dapr.invoke(readOffers, { variantIds: lines.map(({ variantId }) => variantId) })).offers;
}

async function refuseSecondCheckout(cartId: CartId, version: number, ctx: Context): Promise<void> {
  const orderId = await ctx.orders.ofCheckout(`${cartId}:${version}`);
  if (orderId) throw new Conflict('This cart is ordered already.', { orderId });
}

/** Shipping and tax were quoted for a country; another one may cost more. */
function requireDestination(cart: CartSnapshot, address: Address): void {
  const quoted = cart.destination?.country;
  if (quoted === undefined || quoted === address.country) return;
  throw new Conflict(`The cart was quoted for ${quoted} and not for ${address.country}. Change its destination.`, {
    quoted,
    country: address.country,
  });
}

function requireShipping({ sellers = [] }: CartSnapshot): void {
  const hindered = sellers.find(({ problem }) => problem !== undefined);
  if (hindered) throw new Conflict(hindered.problem ?? '', { sellerId: hindered.sellerId });
}

async function hold(orderId: OrderId, cart: CartSnapshot, expiresAt: Date, ctx: Context): Promise<Offer[]> {
  const lines = cart.lines.map(({ variantId, quantity, unitPrice, title }) => ({
    variantId,
    quantity,
    unitPrice,
    title,
  }));
  const held = await ctx.dapr
    .invoke(reserveStock, { orderId, expiresAt: expiresAt.toISOString(), lines })
    .catch(async (error) => {
      if (error instanceof Unavailable) await giveBack(orderId, ctx); // it may have been held though the answer was lost
      throw error;
    });
  if (held.outcome === 'reserved') return held.offers;
  const differences = held.outcome === 'stale' ? held.differences : [];
  throw new Refusal('stale-cart', 'Prices or stock have changed since the cart was filled.', { cart, differences });
}

/** Freezes the money of an order and uses its promotions up; what is held goes back when that fails. */
async function freeze(
  order: { orderId: OrderId; buyerId: UserId; until: Date },
  cart: CartSnapshot,
  offers: Offer[],
  ctx: Context,
) {
  try {
    const rules = await ctx.commissionRules.inForceFor([...new Set(offers.map(({ sellerId }) => sellerId))]);
    const lines = freezeLines(cart.lines, offers, ctx.commissionBasisPoints, rules);
    const { sellerOrders, ...bill } = split(order.orderId, lines, cart);
    await redeem(order, cart, ctx);
    return { ...bill, lines, sellerOrders: sellerOrders.map(openPart) };
  } catch (error) {
    await giveBackAll(order.orderId, cart, ctx);
    throw error;
  }
}

async function giveBackAll(orderId: OrderId, cart: CartSnapshot, ctx: Context): Promise<void> {
  await Promise.all([giveBack(orderId, ctx), unredeem(orderId, cart, ctx)]);
}

/** Best effort: what cannot be given back now comes back when the hold expires. */
async function giveBack(orderId: OrderId, ctx: Context): Promise<void> {
  await ctx.dapr
    .invoke(releaseStock, { orderId })
    .catch((error: unknown) => ctx.log.warn({ err: error, orderId }, 'pieces stay held until their time is up'));
}
