import type { Envelope, OrderLine, orderPaid, Refund, SellerOrder } from '@credenza/contracts';
import type { z } from 'zod';
import { once } from './note.ts';
import type { Back, BackKind, Paid, Pieces, SoldLine } from './sale.ts';

type Order = z.output<typeof orderPaid.schema>;

/**
 * Reads what one shop has sold in an order. Orders from before shops had their own part in it are worked out from their lines.
 *
 * @param event order.paid
 * @param order its data
 * @param sellerId the shop
 * @returns the note
 */
export function paidNote(event: Envelope, order: Order, sellerId: string): Paid {
  const lines = order.lines.filter((line) => line.sellerId === sellerId);
  const part = order.sellerOrders?.find((one) => one.sellerId === sellerId);
  const sold = lines.map(soldLine);
  const sales = sum(sold.map((line) => line.sales));
  const commission = sum(lines.map((line) => line.commission));
  const fromMarket = sum(lines.map((line) => discount(line.discounts, 'marketplace')));
  const shippingFromMarket = discount(part?.shippingDiscounts, 'marketplace');
  const taxOnTop = order.taxIncluded === false ? sum(lines.map((line) => line.tax ?? 0)) : 0;
  const total = part?.total ?? sales - fromMarket + taxOnTop;
  const shipping = (part?.shipping ?? 0) + shippingFromMarket;
  const marketDiscount = fromMarket + shippingFromMarket;
  return {
    ...once(event),
    what: 'paid',
    sellerOrderId: part?.sellerOrderId,
    currency: order.currency,
    country: order.destination?.country,
    total,
    share: total + marketDiscount - commission,
    commission,
    marketDiscount,
    shipping,
    // What is left of the buyer's money is the tax that came on top.
    tax: total + marketDiscount - sales - shipping,
    lines: sold,
  };
}

function soldLine(line: OrderLine): SoldLine {
  const { lineId, variantId, productId, title, variantTitle, quantity, unitPrice, discounts } = line;
  const sales = unitPrice * quantity - discount(discounts, 'shop');
  return { lineId, variantId, productId, title, variantTitle, units: quantity, sales };
}

function discount(discounts: SellerOrder['shippingDiscounts'] = [], paidBy: 'shop' | 'marketplace'): number {
  return sum(discounts.filter((one) => one.paidBy === paidBy).map(({ amount }) => amount));
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

/**
 * Reads money that goes back.
 *
 * @param event the event that says so
 * @param refund the money
 * @param about why, in which currency, for which pieces, and whether they can be sold again
 * @returns the note
 */
export function backNote(
  event: Envelope,
  refund: z.output<typeof Refund>,
  about: { kind: BackKind; currency: string; pieces: Pieces[]; restock: boolean },
): Back {
  const { refundId, amount, shop, commission, marketDiscount } = refund;
  return { ...once(event), what: 'back', refundId, amount, shop, commission, marketDiscount, ...about };
}

/**
 * @param pieces pieces as an event tells them
 * @returns the same as notes keep them
 */
export function piecesOf(
  pieces: { lineId: string; variantId: string; productId: string; quantity: number }[],
): Pieces[] {
  return pieces.map(({ lineId, variantId, productId, quantity }) => ({
    lineId,
    variantId,
    productId,
    units: quantity,
  }));
}
