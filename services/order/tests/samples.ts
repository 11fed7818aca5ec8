import {
  CartId,
  type CartSnapshot,
  LineId,
  marketplaceCurrency,
  newId,
  OrderId,
  PaymentId,
  ProductId,
  UserId,
  VariantId,
} from '@credenza/contracts';
import type { Decision } from '@credenza/service-kit';
import { freezeLines, type Order, place, type StoredOrder, settle } from '../src/order.ts';

/** A cart with as many lines as prices are given (minor units), one piece each. */
export function sampleCart(userId: UserId, prices = [1_999, 4_950], version = 3): CartSnapshot {
  const lines = prices.map((amount, index) => ({
    lineId: newId(LineId),
    variantId: newId(VariantId),
    productId: newId(ProductId),
    sellerId: newId(UserId),
    sellerName: `Shop ${index}`,
    title: `Thing ${index}`,
    variantTitle: 'Oak',
    quantity: index + 1,
    unitPrice: { amount, currency: marketplaceCurrency },
    total: { amount: amount * (index + 1), currency: marketplaceCurrency },
    available: true,
  }));
  const subtotal = lines.reduce((sum, line) => sum + line.total.amount, 0);
  return { cartId: newId(CartId), userId, version, currency: marketplaceCurrency, lines, subtotal };
}

/** A pending order that was placed a minute before `now` and may be paid for another 14. */
export function sampleOrder(
  now: Date,
  buyerId = newId(UserId),
): { orderId: OrderId; order: StoredOrder; state: Order } {
  const orderId = newId(OrderId);
  const cart = sampleCart(buyerId);
  const lines = freezeLines(cart.lines, [], 1_000);
  const { state } = place(
    orderId,
    {
      buyerId,
      cartId: cart.cartId,
      cartVersion: cart.version,
      lines,
      total: lines.reduce((sum, line) => sum + line.total, 0),
      currency: cart.currency,
      shippingAddress: { name: 'Ada', line1: 'Elm Street 1', city: 'Berlin', postalCode: '10115', country: 'DE' },
      createdAt: new Date(now.getTime() - 60_000),
      expiresAt: new Date(now.getTime() + 14 * 60_000),
      heldUntil: new Date(now.getTime() + 19 * 60_000),
      idempotencyKey: orderId,
    },
    'tok_approve',
  );
  return { orderId, state, order: { ...state, _id: orderId, version: 1 } };
}

/** A paid order of two shops: 3 lamps at €20.00 and 2 chairs at €50.00 from the first, a rug at €100.00 from the second. */
export function sampleSale(
  now: Date,
  people: { buyerId?: UserId; sellerId?: UserId } = {},
): { orderId: OrderId; order: StoredOrder; state: Order } {
  const { buyerId = newId(UserId), sellerId = newId(UserId) } = people;
  const cart = sampleCart(buyerId, [2_000, 5_000, 10_000]);
  const wishes = [
    { title: 'Lamp', quantity: 3, sellerId, sellerName: 'Oak & Ash' },
    { title: 'Chair', quantity: 2, sellerId, sellerName: 'Oak & Ash' },
    { title: 'Rug', quantity: 1, sellerId: newId(UserId), sellerName: 'Loom' },
  ];
  const lines = freezeLines(
    cart.lines.map((line, index) => ({ ...line, ...wishes[index] })),
    [],
    1_000,
  );
  const orderId = newId(OrderId);
  const about = { buyerId, cartId: cart.cartId, cartVersion: cart.version, currency: cart.currency };
  const { state: pending } = place(
    orderId,
    {
      ...about,
      lines,
      total: lines.reduce((sum, line) => sum + line.total, 0),
      shippingAddress: { name: 'Ada', line1: 'Elm Street 1', city: 'Berlin', postalCode: '10115', country: 'DE' },
      createdAt: now,
      expiresAt: new Date(now.getTime() + 900_000),
      heldUntil: new Date(now.getTime() + 1_200_000),
      idempotencyKey: orderId,
    },
    'tok_approve',
  );
  const paid = settle({ ...pending, _id: orderId, version: 1 }, orderId, newId(PaymentId), now);
  const state: Order = Object.assign({}, pending, paid?.state);
  return { orderId, state, order: { ...state, _id: orderId, version: 1 } };
}

export const samplePayment = () => newId(PaymentId);

/** The order after a decision, as the store would have it. */
export function after(order: StoredOrder, decision: Decision<Order> | undefined): StoredOrder {
  return decision ? { ...order, ...(decision.state as Partial<Order>), version: order.version + 1 } : order;
}
