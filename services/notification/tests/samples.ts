import {
  CartId,
  type CartSnapshot,
  Currency,
  cartUpdated,
  LineId,
  newId,
  OrderId,
  type OrderLine,
  orderCanceled,
  orderCreated,
  orderPaid,
  orderRefunded,
  PaymentId,
  ProductId,
  paymentDelayed,
  paymentFailed,
  paymentSucceeded,
  UserId,
  userRegistered,
  VariantId,
} from '@credenza/contracts';

const currency = Currency.parse('EUR');

/** @returns one line of an order over 2 × €45.00 with €9.00 commission */
export function orderLine(of: Partial<OrderLine> = {}): OrderLine {
  return {
    lineId: newId(LineId),
    variantId: newId(VariantId),
    productId: newId(ProductId),
    sellerId: newId(UserId),
    sellerName: 'Oak & Ash',
    title: 'Oak shelf',
    variantTitle: '80 cm',
    quantity: 2,
    unitPrice: 4_500,
    total: 9_000,
    commission: 900,
    commissionBasisPoints: 1_000,
    ...of,
  };
}

/** An order and the events that may happen to it. */
export function sampleOrder(buyerId: UserId, lines: OrderLine[] = [orderLine()]) {
  const orderId = newId(OrderId);
  const paymentId = newId(PaymentId);
  const cartId = newId(CartId);
  const total = lines.reduce((sum, line) => sum + line.total, 0);
  const facts = { orderId, buyerId, lines, total, currency };
  const cart = { cartId, cartVersion: 3 };
  const payment = { paymentId, orderId, buyerId, amount: total, currency, provider: 'sandbox' };
  return {
    orderId,
    paymentId,
    total,
    created: orderCreated.of({
      ...facts,
      ...cart,
      paymentToken: 'tok_approve',
      expiresAt: new Date(Date.now() + 900_000).toISOString(),
    }),
    paid: orderPaid.of({ ...facts, ...cart, paymentId }),
    canceled: orderCanceled.of({ ...facts, reason: 'stock' }),
    canceledLate: orderCanceled.of({ ...facts, reason: 'expired', paymentId, detail: 'Fifteen minutes went by.' }),
    refunded: orderRefunded.of({ ...facts, paymentId, amount: total }),
    charged: paymentSucceeded.of({ ...payment, providerReference: 'sandbox-77' }),
    delayed: paymentDelayed.of(payment),
    declined: paymentFailed.of({ ...payment, reason: 'the card has expired' }),
  };
}

/** @returns the event of a new account */
export function registration(
  userId: UserId,
  of: { email?: string; name?: string; role?: 'buyer' | 'seller'; languages?: string[] } = {},
) {
  const { email = `${userId}@example.com`, name = 'Ada', role = 'buyer', languages } = of;
  return userRegistered.of({ userId, email, name, role, ...(languages && { languages }) });
}

/** @returns the event of a cart at a version */
export function cartAt(userId: UserId, version: number, cartId: CartId = newId(CartId)) {
  const lines: CartSnapshot['lines'] = [];
  return cartUpdated.of({ cartId, userId, version, currency, lines, subtotal: version * 100, cause: 'added' });
}
