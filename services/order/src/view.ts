import { CancelReason, Currency, OrderId, OrderLine, PaymentId, UserId } from '@credenza/contracts';
import { z } from 'zod';
import type { StoredOrder } from './order.ts';

export const Address = z.strictObject({
  name: z.string().trim().min(1).max(100),
  line1: z.string().trim().min(1).max(200),
  line2: z.string().trim().max(200).optional(),
  city: z.string().trim().min(1).max(100),
  postalCode: z.string().trim().min(1).max(20),
  country: z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 code such as DE'),
});

/** An order as its buyer sees it. */
export const OrderView = z.object({
  orderId: OrderId,
  buyerId: UserId,
  status: z.enum(['pending', 'paid', 'canceled']),
  lines: z.array(OrderLine.omit({ commission: true, commissionBasisPoints: true })),
  total: z.int(),
  currency: Currency,
  shippingAddress: Address,
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  paymentId: PaymentId.optional(),
  cancelReason: CancelReason.optional(),
  cancelDetail: z.string().optional(),
  refund: z.enum(['pending', 'done']).optional(),
  timeline: z.array(
    z.object({
      at: z.iso.datetime(),
      what: z.enum(['created', 'paid', 'canceled', 'refunded']),
      detail: z.string().optional(),
    }),
  ),
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
    lines: order.lines.map(({ commission: _share, commissionBasisPoints: _rate, ...line }) => line),
    total: order.total,
    currency: order.currency,
    shippingAddress: order.shippingAddress,
    createdAt: order.createdAt.toISOString(),
    expiresAt: order.expiresAt.toISOString(),
    paymentId: order.paymentId,
    cancelReason: order.cancelReason,
    cancelDetail: order.cancelDetail,
    refund: order.refund,
    timeline: order.timeline.map((entry) => ({ ...entry, at: entry.at.toISOString() })),
  };
}
