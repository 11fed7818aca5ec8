import { z } from 'zod';
import { AppliedPromotion, LineDiscount, ShippingOption } from './cart.ts';
import { event } from './event.ts';
import {
  CartId,
  CommissionRuleId,
  DisputeId,
  LineId,
  OrderId,
  ParcelId,
  PaymentId,
  ProductId,
  RefundId,
  ReturnId,
  SellerOrderId,
  UserId,
  VariantId,
} from './ids.ts';
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
  /** The rule that set the commission; missing for the marketplace's usual rate. */
  commissionRuleId: CommissionRuleId.optional(),
  category: z.string().optional(),
  discounts: z.array(LineDiscount).optional(),
  tax: Amount.optional(),
  taxBasisPoints: z.int().min(0).max(10_000).optional(),
});
export type OrderLine = z.infer<typeof OrderLine>;

/** What one shop has to send of an order, frozen at the purchase; amounts in minor units of the order's currency. */
export const SellerOrder = z.object({
  sellerOrderId: SellerOrderId,
  sellerId: UserId,
  sellerName: z.string(),
  /** What the buyer pays for this part: goods after discounts, shipping, and tax where it comes on top. */
  total: Amount,
  shipping: Amount,
  shippingDiscounts: z.array(LineDiscount),
  shippingOption: ShippingOption.optional(),
  tax: Amount,
});
export type SellerOrder = z.infer<typeof SellerOrder>;

export const CancelReason = z.enum(['buyer', 'payment', 'stock', 'expired']);
export type CancelReason = z.infer<typeof CancelReason>;

const OrderFacts = z.object({
  orderId: OrderId,
  buyerId: UserId,
  lines: z.array(OrderLine).min(1),
  total: Amount,
  currency: Currency,
  sellerOrders: z.array(SellerOrder).optional(),
  promotions: z.array(AppliedPromotion).optional(),
  taxIncluded: z.boolean().optional(),
  destination: z.object({ country: z.string() }).optional(),
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
  { personal: { of: 'buyerId', fields: ['paymentToken'] } },
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
  { personal: { of: 'buyerId', fields: ['detail'] } },
);

export const orderRefunded = event(
  'order',
  'order.refunded',
  'The money of a canceled order is back with the buyer.',
  'orderId',
  OrderFacts.extend({ paymentId: PaymentId, amount: Amount }),
);

const SellerOrderFacts = z.object({
  orderId: OrderId,
  sellerOrderId: SellerOrderId,
  sellerId: UserId,
  sellerName: z.string(),
  buyerId: UserId,
  currency: Currency,
});

/** Some pieces of one line. */
const Pieces = z.object({
  lineId: LineId,
  variantId: VariantId,
  productId: ProductId,
  title: z.string(),
  quantity: Quantity,
});

/**
 * Money that goes back to the buyer for pieces of one shop, and who gave it: the shop's share of the sale, the commission that the
 * marketplace gives back, and the discount that the marketplace had paid and takes back. `amount = shop + commission - marketDiscount`.
 */
export const Refund = z.object({
  refundId: RefundId,
  paymentId: PaymentId,
  amount: Amount.meta({ description: 'back to the buyer' }),
  shop: Amount.meta({ description: 'from the shop: its share after commission' }),
  commission: Amount.meta({ description: 'from the marketplace: commission given back' }),
  marketDiscount: Amount.meta({
    description: 'to the marketplace: its part of the discount, which the shop had got from it',
  }),
});
export type Refund = z.infer<typeof Refund>;

export const orderAccepted = event(
  'order',
  'order.accepted',
  'A shop has taken its part of an order on.',
  'orderId',
  SellerOrderFacts,
);

export const orderShipped = event(
  'order',
  'order.shipped',
  'A shop has sent a parcel.',
  'orderId',
  SellerOrderFacts.extend({
    parcelId: ParcelId,
    carrier: z.string(),
    tracking: z.string().optional(),
    pieces: z.array(Pieces).min(1),
    complete: z.boolean().meta({ description: 'nothing of this shop is left to send' }),
  }),
  { personal: { of: 'buyerId', fields: ['tracking'] } },
);

export const orderDelivered = event(
  'order',
  'order.delivered',
  'Parcels of a shop have arrived.',
  'orderId',
  SellerOrderFacts.extend({
    parcelIds: z.array(ParcelId).min(1),
    pieces: z.array(Pieces).min(1),
    complete: z.boolean().meta({ description: 'everything of this shop that was not canceled has arrived' }),
  }),
);

export const orderReduced = event(
  'order',
  'order.reduced',
  'Pieces of a paid order were canceled before they were sent: they and their money go back.',
  'orderId',
  SellerOrderFacts.extend({
    pieces: z.array(Pieces).min(1),
    refund: Refund,
    by: z.enum(['buyer', 'seller', 'admin']),
    reason: z.string().optional(),
    orderOver: z.boolean().optional().meta({ description: 'true: nothing of the whole order is left, it is canceled' }),
  }),
  { personal: { of: 'buyerId', fields: ['reason'] } },
);

const ReturnFacts = SellerOrderFacts.extend({ returnId: ReturnId, pieces: z.array(Pieces).min(1) });

export const returnRequested = event(
  'order',
  'return.requested',
  'A buyer wants to send pieces back.',
  'returnId',
  ReturnFacts.extend({ reason: z.string() }),
  { personal: { of: 'buyerId', fields: ['reason'] } },
);

export const returnApproved = event(
  'order',
  'return.approved',
  'The shop takes the pieces back.',
  'returnId',
  ReturnFacts.extend({ note: z.string().optional() }),
  { personal: { of: 'buyerId', fields: ['note'] } },
);

export const returnDeclined = event(
  'order',
  'return.declined',
  'The shop does not take the pieces back.',
  'returnId',
  ReturnFacts.extend({ note: z.string() }),
  { personal: { of: 'buyerId', fields: ['note'] } },
);

export const returnReceived = event(
  'order',
  'return.received',
  'The pieces are back with the shop; their money goes back to the buyer.',
  'returnId',
  ReturnFacts.extend({
    refund: Refund,
    restock: z.boolean().meta({ description: 'whether the pieces can be sold again' }),
  }),
);

export const disputeOpened = event(
  'order',
  'dispute.opened',
  'A buyer and a shop do not agree; an admin decides.',
  'disputeId',
  SellerOrderFacts.extend({ disputeId: DisputeId, reason: z.string(), returnId: ReturnId.optional() }),
  { personal: { of: 'buyerId', fields: ['reason'] } },
);

export const disputeResolved = event(
  'order',
  'dispute.resolved',
  'An admin has decided a dispute.',
  'disputeId',
  SellerOrderFacts.extend({
    disputeId: DisputeId,
    outcome: z.enum(['refunded', 'dismissed']),
    note: z.string(),
    refund: Refund.optional(),
  }),
  { personal: { of: 'buyerId', fields: ['note'] } },
);
