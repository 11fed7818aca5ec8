import {
  type CartLine,
  type CartSnapshot,
  type Fact,
  type LineDiscount,
  marketplaceCurrency,
  newId,
  OrderId,
  PaymentId,
  PromotionId,
  UserId,
} from '@credenza/contracts';
import fc from 'fast-check';
import { freezeLines, type Order, place, type StoredOrder, settle } from '../src/order.ts';
import { openPart } from '../src/part.ts';
import { split } from '../src/split.ts';
import { sampleCart } from './samples.ts';

/** What a generated line costs; amounts in minor units, shares in parts of 1. */
interface LineWish {
  seller: number;
  price: number;
  quantity: number;
  shopOff: number;
  marketOff: number;
  tax: number;
}

const lineWish: fc.Arbitrary<LineWish> = fc.record({
  seller: fc.nat(2),
  price: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 500_000 })),
  quantity: fc.integer({ min: 1, max: 7 }),
  shopOff: fc.double({ min: 0, max: 1, noNaN: true }),
  marketOff: fc.double({ min: 0, max: 1, noNaN: true }),
  tax: fc.constantFrom(0, 700, 1_900),
});

const shippingWish = fc.record({
  price: fc.integer({ min: 0, max: 2_000 }),
  shopOff: fc.double({ min: 0, max: 1, noNaN: true }),
  marketOff: fc.double({ min: 0, max: 1, noNaN: true }),
});

/** A cart of one to six lines of up to three shops, with discounts of both kinds, shipping and tax, as the cart service prices it. */
export const pricedCart: fc.Arbitrary<CartSnapshot> = fc
  .record({
    lines: fc.array(lineWish, { minLength: 1, maxLength: 6 }),
    shipping: fc.tuple(shippingWish, shippingWish, shippingWish),
    taxIncluded: fc.boolean(),
    shippingTax: fc.constantFrom(0, 1_900),
  })
  .map(priced);

const promotionIds = { shop: newId(PromotionId), marketplace: newId(PromotionId) };
const shops = [newId(UserId), newId(UserId), newId(UserId)];
const taxOf = (amount: number, basisPoints: number) => Math.round((amount * basisPoints) / 10_000);

function discountsOf(amount: number, wish: { shopOff: number; marketOff: number }): LineDiscount[] {
  const shop = Math.floor(amount * wish.shopOff);
  const market = Math.floor((amount - shop) * wish.marketOff);
  const off = [
    { promotionId: promotionIds.shop, amount: shop, paidBy: 'shop' as const },
    { promotionId: promotionIds.marketplace, amount: market, paidBy: 'marketplace' as const },
  ];
  return off.filter((one) => one.amount > 0);
}
const off = (discounts: LineDiscount[] | undefined) => (discounts ?? []).reduce((sum, one) => sum + one.amount, 0);

function priced(wish: {
  lines: LineWish[];
  shipping: { price: number; shopOff: number; marketOff: number }[];
  taxIncluded: boolean;
  shippingTax: number;
}): CartSnapshot {
  const plain = sampleCart(
    newId(UserId),
    wish.lines.map(({ price }) => price),
  );
  const lines = wish.lines.flatMap((line, index): CartLine[] => {
    const base = plain.lines[index];
    const amount = line.price * line.quantity;
    const discounts = discountsOf(amount, line);
    if (!base) return [];
    return [
      {
        ...base,
        sellerId: shops[line.seller] ?? base.sellerId,
        sellerName: `Shop ${line.seller}`,
        quantity: line.quantity,
        total: { amount, currency: marketplaceCurrency },
        discounts,
        tax: taxOf(amount - off(discounts), line.tax),
        taxBasisPoints: line.tax,
      },
    ];
  });
  const sellers = [...Map.groupBy(lines, ({ sellerId }) => sellerId)].map(([sellerId, own], index) => {
    const sent = wish.shipping[index] ?? { price: 0, shopOff: 0, marketOff: 0 };
    const shippingDiscounts = discountsOf(sent.price, sent);
    const shipping = sent.price - off(shippingDiscounts);
    const items = own.reduce((sum, line) => sum + line.total.amount, 0);
    const discount = own.reduce((sum, line) => sum + off(line.discounts), 0);
    const tax = own.reduce((sum, line) => sum + (line.tax ?? 0), 0) + taxOf(shipping, wish.shippingTax);
    return {
      sellerId,
      sellerName: own[0]?.sellerName ?? '',
      items,
      discount,
      shipping,
      shippingDiscounts,
      shippingOptions: [],
      tax,
      total: items - discount + shipping + (wish.taxIncluded ? 0 : tax),
    };
  });
  const sum = (of: 'items' | 'discount' | 'shipping' | 'tax' | 'total') =>
    sellers.reduce((all, seller) => all + seller[of], 0);
  return {
    ...plain,
    lines,
    subtotal: sum('items'),
    sellers,
    promotions: [],
    totals: {
      items: sum('items'),
      discount: sum('discount'),
      shipping: sum('shipping'),
      tax: sum('tax'),
      taxIncluded: wish.taxIncluded,
      total: sum('total'),
    },
  };
}

/**
 * @param cart a cart
 * @param now the time
 * @param basisPoints the commission
 * @returns the order that a checkout of it makes, not paid yet
 */
export function orderOf(
  cart: CartSnapshot,
  now: Date,
  basisPoints = 1_000,
): { orderId: OrderId; state: Order; facts: Fact[] } {
  const orderId = newId(OrderId);
  const lines = freezeLines(cart.lines, [], basisPoints);
  const { sellerOrders, ...bill } = split(orderId, lines, cart);
  const placed = place(
    orderId,
    {
      buyerId: cart.userId ?? newId(UserId),
      cartId: cart.cartId,
      cartVersion: cart.version,
      lines,
      ...bill,
      sellerOrders: sellerOrders.map(openPart),
      currency: cart.currency,
      shippingAddress: { name: 'Ada', line1: 'Elm Street 1', city: 'Berlin', postalCode: '10115', country: 'DE' },
      createdAt: now,
      expiresAt: new Date(now.getTime() + 900_000),
      heldUntil: new Date(now.getTime() + 1_200_000),
      idempotencyKey: orderId,
    },
    'tok_approve',
  );
  return { orderId, ...placed };
}

/**
 * @param cart a cart
 * @param now the time
 * @param basisPoints the commission
 * @returns the order that a checkout of it makes, paid
 */
export function paidOrder(cart: CartSnapshot, now: Date, basisPoints?: number): StoredOrder {
  const { orderId, state } = orderOf(cart, now, basisPoints);
  const pending = { ...state, _id: orderId, version: 1 };
  return Object.assign({}, pending, settle(pending, orderId, newId(PaymentId), now)?.state);
}
