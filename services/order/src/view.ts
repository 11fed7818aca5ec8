import {
  AppliedPromotion,
  CancelReason,
  Currency,
  OrderId,
  OrderLine,
  PaymentId,
  SellerOrderId,
  UserId,
} from '@credenza/contracts';
import { z } from 'zod';
import { Fulfilment, fulfilmentOf } from './fulfilment.ts';
import { Happening, type OrderEntry, type StoredOrder } from './order-state.ts';
import { PartView, partView } from './part-view.ts';

export const Address = z.strictObject({
  name: z.string().trim().min(1).max(100),
  line1: z.string().trim().min(1).max(200),
  line2: z.string().trim().max(200).optional(),
  city: z.string().trim().min(1).max(100),
  postalCode: z.string().trim().min(1).max(20),
  country: z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 code such as DE'),
});

/** One thing that has happened to an order. */
export const EntryView = z.object({
  at: z.iso.datetime(),
  what: Happening,
  detail: z.string().optional(),
  sellerOrderId: SellerOrderId.optional().meta({ description: 'missing for what happened to the whole order' }),
});

/** An order as its buyer sees it. */
export const OrderView = z.object({
  orderId: OrderId,
  buyerId: UserId,
  status: z.enum(['pending', 'paid', 'canceled']),
  fulfilment: Fulfilment,
  lines: z.array(OrderLine.omit({ commission: true, commissionBasisPoints: true, commissionRuleId: true })),
  sellerOrders: z.array(PartView).meta({ description: 'what each shop sends' }),
  promotions: z.array(AppliedPromotion).optional(),
  taxIncluded: z.boolean().optional(),
  total: z.int(),
  currency: Currency,
  shippingAddress: Address,
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  paymentId: PaymentId.optional(),
  cancelReason: CancelReason.optional(),
  cancelDetail: z.string().optional(),
  refund: z.enum(['pending', 'done']).optional(),
  timeline: z.array(EntryView),
});

/**
 * @param order a stored order
 * @returns what its buyer sees: everything but the marketplace's commission
 */
export function view(order: StoredOrder): z.output<typeof OrderView> {
  return {
    orderId: OrderId.parse(order._id),
    buyerId: order.buyerId,
    status: order.status,
    fulfilment: fulfilmentOf(order.sellerOrders),
    lines: order.lines.map(
      ({ commission: _share, commissionBasisPoints: _rate, commissionRuleId: _rule, ...line }) => line,
    ),
    sellerOrders: order.sellerOrders.map(partView),
    promotions: order.promotions,
    taxIncluded: order.taxIncluded,
    total: order.total,
    currency: order.currency,
    shippingAddress: order.shippingAddress,
    createdAt: order.createdAt.toISOString(),
    expiresAt: order.expiresAt.toISOString(),
    paymentId: order.paymentId,
    cancelReason: order.cancelReason,
    cancelDetail: order.cancelDetail,
    refund: order.refund,
    timeline: order.timeline.map(entryView),
  };
}

/**
 * @param entry an entry of a timeline
 * @returns the entry as people see it
 */
export function entryView(entry: OrderEntry): z.output<typeof EntryView> {
  return { ...entry, at: entry.at.toISOString() };
}
