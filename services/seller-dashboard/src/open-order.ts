import { LineId, OrderId, ProductId, SellerOrderId, VariantId } from '@credenza/contracts';
import { z } from 'zod';
import type { SaleRow } from './sale.ts';

/** An order of which a shop has something left to send. */
export const OpenOrder = z.object({
  orderId: OrderId,
  sellerOrderId: SellerOrderId.optional(),
  paidAt: z.iso.datetime(),
  dueAt: z.iso.datetime().meta({ description: 'until then everything should have left' }),
  overdue: z.boolean(),
  acceptedAt: z.iso.datetime().optional(),
  country: z.string().optional().meta({ description: 'ISO 3166-1 alpha-2' }),
  currency: z.string(),
  sales: z.int().meta({ description: 'minor units' }),
  left: z.int().meta({ description: 'pieces left to send' }),
  lines: z.array(
    z.object({
      lineId: LineId,
      productId: ProductId,
      variantId: VariantId,
      title: z.string(),
      variantTitle: z.string(),
      left: z.int().min(1),
    }),
  ),
  openReturns: z.int(),
  openDisputes: z.int(),
});

/** A page of them, with how many there are in all. */
export const OpenOrders = z.object({
  items: z.array(OpenOrder),
  nextCursor: z.string().optional(),
  open: z.int().meta({ description: 'orders with something left to send' }),
  overdue: z.int().meta({ description: 'those of them that should have left' }),
});

/**
 * @param row a shop's part of an order
 * @param dispatchMs how long the shop has to send it, in ms
 * @param now the time
 * @returns what the shop sees of it
 */
export function openOrderOf(row: SaleRow, dispatchMs: number, now: Date): z.input<typeof OpenOrder> {
  const paidAt = row.soldAt ?? now;
  const dueAt = new Date(paidAt.getTime() + dispatchMs);
  const lines = row.lines.filter(({ left }) => left > 0);
  return {
    orderId: row.orderId,
    sellerOrderId: row.sellerOrderId,
    paidAt: paidAt.toISOString(),
    dueAt: dueAt.toISOString(),
    overdue: dueAt < now,
    acceptedAt: row.acceptedAt?.toISOString(),
    country: row.country,
    currency: row.currency,
    sales: row.sales,
    left: lines.reduce((sum, { left }) => sum + left, 0),
    lines: lines.map(({ lineId, productId, variantId, title, variantTitle, left }) => ({
      lineId,
      productId,
      variantId,
      title,
      variantTitle,
      left,
    })),
    openReturns: row.openReturns,
    openDisputes: row.openDisputes,
  };
}
