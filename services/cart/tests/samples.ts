import {
  marketplaceCurrency,
  newId,
  type Offer,
  OrderId,
  orderPaid,
  PaymentId,
  ProductId,
  PromotionId,
  productUpdated,
  UserId,
  VariantId,
} from '@credenza/contracts';
import { type Change, cartIdOf, emptyCart, type StoredCart } from '../src/cart.ts';
import { addPieces } from '../src/change-lines.ts';
import { mergeGuest } from '../src/merge-guest.ts';
import { pricedChange } from '../src/pricing/priced-change.ts';
import type { Terms } from '../src/pricing/terms.ts';
import { wantOf } from '../src/pricing/want.ts';
import type { StoredPromotion } from '../src/promotion.ts';
import { usualRate } from '../src/tax-table.ts';

/** What the service needs to know from its environment. */
export const env = { GUEST_TOKEN_SECRET: 'a secret that only these tests know' };

/**
 * @param differences what the test cares about
 * @returns an offer of a variant that 10 pieces of can be bought
 */
export function anOffer(differences: Partial<Offer> = {}): Offer {
  return {
    variantId: newId(VariantId),
    productId: newId(ProductId),
    sellerId: newId(UserId),
    sellerName: 'Oak & Co',
    title: 'Desk lamp',
    variantTitle: 'Brass',
    image: 'https://img.example/lamp.svg',
    category: 'Lighting',
    price: { amount: 4_900, currency: marketplaceCurrency },
    available: 10,
    forSale: true,
    productVersion: 1,
    ...differences,
  };
}

/**
 * @param amount minor units
 * @returns a price in the marketplace's currency
 */
export const euros = (amount: number) => ({ amount, currency: marketplaceCurrency });

/**
 * Writes a change onto a cart, as the store does.
 *
 * @param cart the cart before
 * @param change what a rule returned
 * @returns the cart after
 */
export function after(cart: StoredCart, change: { state: Change['state'] } | undefined): StoredCart {
  return change ? Object.assign({}, cart, change.state, { version: cart.version + 1 }) : cart;
}

/** How a shop sends that has set nothing. */
export const standard = { optionId: 'standard', title: 'Standard', price: 0, minDays: 3, maxDays: 5 };

/**
 * @param cart a cart
 * @param differences what the test cares about
 * @returns terms that cover it: no promotions, the usual shipping, the tax of its destination
 */
export function termsFor(cart: StoredCart, differences: Partial<Terms> = {}): Terms {
  const { parcels, destination, codes, userId } = wantOf(cart, 'DE');
  return {
    at: new Date('2026-03-01T12:00:00Z'),
    promotions: [],
    used: new Map(),
    tariffs: new Map(parcels.map(({ sellerId }) => [sellerId, [() => [standard]]])),
    taxes: new Map([[destination.country, usualRate(destination.country)]]),
    codes: new Set(codes),
    userIds: new Set(userId ? [userId] : []),
    ...differences,
  };
}

/**
 * @param cart the cart before
 * @param change what a rule returned
 * @param differences of the terms
 * @returns the priced decision
 */
export function pricedNow(cart: StoredCart, change: Change, differences: Partial<Terms> = {}) {
  return pricedChange(cart, change, { home: 'DE', terms: termsFor(after(cart, change), differences) });
}

/**
 * @param differences what the test cares about
 * @returns a promotion of the marketplace that takes 10 % off everything by itself
 */
export function aPromotion(differences: Partial<StoredPromotion> = {}): StoredPromotion {
  return {
    _id: newId(PromotionId),
    version: 1,
    title: 'Spring sale',
    benefit: { kind: 'percentage', basisPoints: 1_000 },
    combinable: true,
    startsAt: new Date('2026-01-01T00:00:00Z'),
    createdAt: new Date('2026-01-01T00:00:00Z'),
    ...differences,
  };
}

/**
 * @param items offers and how many pieces of each
 * @param userId whose; a new user when missing, a guest when null
 * @returns a cart with these lines
 */
export function aCart(items: [Offer, number][] = [], userId: UserId | null = newId(UserId)): StoredCart {
  const empty = userId ? emptyCart(cartIdOf(userId), userId) : emptyCart(cartIdOf(newId(UserId)));
  return items.reduce((cart, [offer, quantity]) => after(cart, addPieces(cart, { offer, quantity })), empty);
}

/**
 * @param cart a buyer's cart
 * @param guest a guest's cart that this buyer takes over once
 * @returns the decision
 */
export const takingIn = (cart: StoredCart, guest: StoredCart) => mergeGuest(cart, guest, guest._id);

/**
 * @param offer a variant as carts know it
 * @param differences what has changed in the product
 * @returns the event
 */
export function productEvent(
  offer: Offer,
  differences: Partial<Parameters<typeof productUpdated.of>[0]> & { price?: number; available?: number } = {},
) {
  const { price = offer.price.amount, available = offer.available, ...rest } = differences;
  return productUpdated.of({
    productId: offer.productId,
    sellerId: offer.sellerId,
    sellerName: offer.sellerName,
    status: 'active',
    changes: ['price'],
    handle: 'desk-lamp',
    title: offer.title,
    description: '',
    category: offer.category,
    tags: [],
    image: offer.image,
    variants: [
      { variantId: offer.variantId, title: offer.variantTitle, price: { ...offer.price, amount: price }, available },
    ],
    ...rest,
  });
}

/**
 * @param cart the buyer's cart at the checkout
 * @param differences what the test cares about
 * @returns the event that says that all of it is paid
 */
export function paidEvent(cart: StoredCart, differences: Partial<Parameters<typeof orderPaid.of>[0]> = {}) {
  const lines = cart.lines.map(
    ({ stock: _s, acceptedPrice: _p, since: _c, forSale: _f, productVersion: _v, ...line }) => ({
      ...line,
      total: line.unitPrice * line.quantity,
      commission: 0,
      commissionBasisPoints: 0,
    }),
  );
  return orderPaid.of({
    orderId: newId(OrderId),
    buyerId: cart.userId ?? newId(UserId),
    lines,
    total: lines.reduce((sum, line) => sum + line.total, 0),
    currency: marketplaceCurrency,
    cartId: cartIdOf(cart.userId ?? newId(UserId)),
    cartVersion: cart.version,
    paymentId: newId(PaymentId),
    ...differences,
  });
}
