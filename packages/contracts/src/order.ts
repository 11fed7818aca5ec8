import { z } from 'zod';
import { event } from './event.ts';
import { CartId, LineId, OrderId, PaymentId, ProductId, UserId, VariantId } from './ids.ts';
import { Amount, Currency } from './money.ts';
import { Quantity } from './product.ts';

/** A bought line; everything about money is frozen at the purchase, in minor units of the order's currency. */
export const OrderLine = z.object({
  lineId: LineId,
  variantId: VariantId,
  productId: ProductId,
  sellerId: UserId,
  sellerName: z.string(),
  title: z.string(),
  variantTitle: z.string(),
  image: z.string().optional(),
  quantity: Quantity,
  unitPrice: Amount,
  total: Amount,
  /** The marketplace's share of `total`. */
  commission: Amount,
  commissionBasisPoints: z.int().min(0).max(10_000),
});
export type OrderLine = z.infer<typeof OrderLine>;

export const CancelReason = z.enum(['buyer', 'payment', 'stock', 'expired']);
export type CancelReason = z.infer<typeof CancelReason>;

const OrderFacts = z.object({
  orderId: OrderId,
  buyerId: UserId,
  lines: z.array(OrderLine).min(1),
  total: Amount,
  currency: Currency,
});

export const orderCreated = event(
  'order',
  'order.created',
  'A buyer has checked out; the pieces are held and the charge is due.',
  'orderId',
  OrderFacts.extend({
    cartId: CartId,
    cartVersion: z.int(),
    paymentToken: z.string(),
    expiresAt: z.iso.datetime(),
  }),
);

export const orderPaid = event(
  'order',
  'order.paid',
  'The charge went through in time: the pieces are sold.',
  'orderId',
  OrderFacts.extend({ cartId: CartId, cartVersion: z.int(), paymentId: PaymentId }),
);

export const orderCanceled = event(
  'order',
  'order.canceled',
  'The order will not be fulfilled; pieces and money go back.',
  'orderId',
  OrderFacts.extend({
    reason: CancelReason,
    detail: z.string().optional(),
    /** Set when the order had been paid, or was paid too late. */
    paymentId: PaymentId.optional(),
  }),
);

export const orderRefunded = event(
  'order',
  'order.refunded',
  'The money of a canceled order is back with the buyer.',
  'orderId',
  OrderFacts.extend({ paymentId: PaymentId, amount: Amount }),
);
