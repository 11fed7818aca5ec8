import { Amount, Currency, OrderId, OrderLine } from '@credenza/contracts';
import { z } from 'zod';
import type { StoredOrder } from './order-state.ts';
import type { Part } from './part.ts';
import { linesOf } from './part-change.ts';
import { PartView, partView } from './part-view.ts';
import { takingsOf } from './takings.ts';
import { Address, EntryView, entryView } from './view.ts';

const Money = z.object({
  amount: Amount.meta({ description: 'what the buyer pays' }),
  shop: Amount.meta({ description: "the shop's share" }),
  commission: Amount.meta({ description: "the marketplace's share" }),
  marketDiscount: Amount.meta({ description: 'what the marketplace adds for the discounts that it pays' }),
});

/** A seller order as its shop sees it: its own lines and what is needed to send them. */
export const SaleView = PartView.extend({
  orderId: OrderId,
  version: z.int().meta({ description: 'for If-Match; the ETag of a single one' }),
  currency: Currency,
  lines: z.array(OrderLine),
  shippingAddress: Address,
  orderedAt: z.iso.datetime(),
  paidAt: z.iso.datetime(),
  shipBy: z.iso.datetime().optional().meta({ description: 'the deadline, while something is left to send' }),
  takings: Money,
  refunds: z.array(PartView.shape.refunds.element.extend(Money.shape)),
  timeline: z.array(EntryView),
});

/**
 * @param order a paid order
 * @param part one of its seller orders
 * @param shipMs how long a shop has to send it, in ms
 * @returns what the shop sees of it: nothing of the other shops, and nothing of the payment
 */
export function saleView(order: StoredOrder, part: Part, shipMs: number): z.output<typeof SaleView> {
  const lines = linesOf(order, part);
  const seen = partView(part);
  const paidAt = order.paidAt ?? order.createdAt;
  const open = part.state === 'new' || part.state === 'accepted' || part.state === 'packed';
  return {
    ...seen,
    orderId: OrderId.parse(order._id),
    version: part.version,
    currency: order.currency,
    lines,
    shippingAddress: order.shippingAddress,
    orderedAt: order.createdAt.toISOString(),
    paidAt: paidAt.toISOString(),
    ...(open && { shipBy: new Date(paidAt.getTime() + shipMs).toISOString() }),
    takings: takingsOf(part, lines, order),
    refunds: part.refunds.map(({ shop, commission, marketDiscount, ...refund }) => ({
      ...refund,
      at: refund.at.toISOString(),
      settledAt: refund.settledAt?.toISOString(),
      shop,
      commission,
      marketDiscount,
    })),
    timeline: order.timeline
      .filter(({ sellerOrderId }) => sellerOrderId === undefined || sellerOrderId === part.sellerOrderId)
      .map(entryView),
  };
}
