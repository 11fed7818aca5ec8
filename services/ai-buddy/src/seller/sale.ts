import type { OrderLine, orderPaid, orderReduced } from '@credenza/contracts';
import type { z } from 'zod';

/** A bought line; amounts in minor units of the order's currency. */
export interface SoldLine {
  lineId: string;
  sellerId: string;
  productId: string;
  variantId: string;
  soldAt: Date;
  units: number;
  /** Of one piece, as it was listed. */
  price: number;
  /** What the line brought: its list price less what the shop took off. */
  revenue: number;
  currency: string;
}

/** Pieces of a bought line that were canceled or sent back. */
export interface PiecesBack {
  lineId: string;
  sellerId: string;
  productId: string;
  variantId: string;
  units: number;
  /** What brought them back, so that nothing counts twice. */
  by: string;
}

/** What is left of a bought line; amounts in minor units. */
export interface SoldRow {
  productId: string;
  variantId: string;
  soldAt: Date;
  units: number;
  price: number;
  revenue: number;
  currency: string;
}

type Order = z.output<typeof orderPaid.schema>;
type Reduced = z.output<typeof orderReduced.schema>;

/**
 * @param order an order that was paid
 * @param time when, ISO 8601
 * @returns what each shop has sold
 */
export function soldLines({ lines, currency }: Pick<Order, 'lines' | 'currency'>, time: string): SoldLine[] {
  return lines.map((line) => ({
    lineId: line.lineId,
    sellerId: line.sellerId,
    productId: line.productId,
    variantId: line.variantId,
    soldAt: new Date(time),
    units: line.quantity,
    price: line.unitPrice,
    revenue: line.unitPrice * line.quantity - fromShop(line),
    currency,
  }));
}

/**
 * @param part what was canceled before it was sent, or came back
 * @returns the pieces, named by the refund that pays for them
 */
export function piecesBack({
  sellerId,
  pieces,
  refund,
}: Pick<Reduced, 'sellerId' | 'pieces' | 'refund'>): PiecesBack[] {
  // Two entries may speak of one line: they are one fact about it.
  const lines = Map.groupBy(pieces, ({ lineId }) => lineId);
  return [...lines].flatMap(([lineId, [first, ...more]]) =>
    first
      ? [
          {
            lineId,
            sellerId,
            productId: first.productId,
            variantId: first.variantId,
            units: more.reduce((sum, { quantity }) => sum + quantity, first.quantity),
            by: refund.refundId,
          },
        ]
      : [],
  );
}

function fromShop({ discounts = [] }: OrderLine): number {
  return discounts.reduce((sum, { paidBy, amount }) => sum + (paidBy === 'shop' ? amount : 0), 0);
}
