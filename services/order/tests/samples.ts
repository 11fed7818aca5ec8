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
import { freezeLines, type Order, place, type StoredOrder } from '../src/order.ts';

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

export const samplePayment = () => newId(PaymentId);

/** The order after a decision, as the store would have it. */
export function after(order: StoredOrder, decision: Decision<Order> | undefined): StoredOrder {
  return decision ? { ...order, ...(decision.state as Partial<Order>), version: order.version + 1 } : order;
}
