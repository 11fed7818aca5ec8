import { formatMoney, type LineDiscount, type OrderLine, type PaidBy, type SellerOrder } from '@credenza/contracts';

/**
 * @param line a line of an order
 * @returns what was bought, such as `2 × Oak shelf, 80 cm`
 */
export function whatOf(line: OrderLine): string {
  // A product without options has one variant that the Shopify format calls so.
  const variant = line.variantTitle === '' || line.variantTitle === 'Default Title' ? '' : `, ${line.variantTitle}`;
  return `${line.quantity} × ${line.title}${variant}`;
}

/**
 * @param lines lines of one order
 * @param currency the order's currency
 * @returns a row for each line
 */
export function rowsOf(lines: OrderLine[], currency: string): [string, string][] {
  return lines.map((line) => [whatOf(line), formatMoney({ amount: line.total, currency })]);
}

/**
 * @param lines lines of one order
 * @param of which amount to add up
 * @returns the sum in minor units
 */
export function sumOf(lines: OrderLine[], of: 'total' | 'commission'): number {
  return lines.reduce((sum, line) => sum + line[of], 0);
}

/** What an order says beyond its lines: how they come to its total. */
export interface Extras {
  sellerOrders?: SellerOrder[] | undefined;
  taxIncluded?: boolean | undefined;
}

const discountsOf = (discounts: LineDiscount[] | undefined, paidBy?: PaidBy) =>
  (discounts ?? []).reduce((sum, one) => sum + (paidBy && one.paidBy !== paidBy ? 0 : one.amount), 0);
const amountRows = (amounts: [string, number][], currency: string): [string, string][] =>
  amounts.flatMap(([what, amount]) => (amount === 0 ? [] : [[what, formatMoney({ amount, currency })]]));

/**
 * @param order an order or a part of one
 * @param lines its lines
 * @param currency its currency
 * @returns rows for what leads from the lines to the total that the buyer pays
 */
export function extraRows(order: Extras, lines: OrderLine[], currency: string): [string, string][] {
  const parts = order.sellerOrders ?? [];
  const off = lines.reduce((sum, line) => sum + discountsOf(line.discounts), 0);
  const shipping = parts.reduce((sum, part) => sum + part.shipping, 0);
  const tax = order.taxIncluded === false ? parts.reduce((sum, part) => sum + part.tax, 0) : 0;
  return amountRows(
    [
      ['Discounts', -off],
      ['Shipping', shipping],
      ['Tax', tax],
    ],
    currency,
  );
}

/**
 * What a shop earns with its part of an order: what it asks after its own discounts, its shipping and the tax on top, without the
 * commission. What the marketplace takes off, it pays.
 *
 * @param order the order
 * @param lines the shop's own lines of it
 * @param currency its currency
 * @returns rows that lead from the lines to the earnings, which are the last one
 */
export function earningRows(order: Extras, lines: OrderLine[], currency: string): [string, string][] {
  const part = order.sellerOrders?.find(({ sellerId }) => sellerId === lines[0]?.sellerId);
  const off = lines.reduce((sum, line) => sum + discountsOf(line.discounts, 'shop'), 0);
  const shipping = (part?.shipping ?? 0) + discountsOf(part?.shippingDiscounts, 'marketplace');
  const tax = order.taxIncluded === false ? (part?.tax ?? 0) : 0;
  const commission = sumOf(lines, 'commission');
  const earned = sumOf(lines, 'total') - off + shipping + tax - commission;
  const rows = amountRows(
    [
      ['Your discounts', -off],
      ['Shipping', shipping],
      ['Tax', tax],
    ],
    currency,
  );
  const money = (amount: number) => formatMoney({ amount, currency });
  return [...rows, ['Commission of the marketplace', `−${money(commission)}`], ['You earn', money(earned)]];
}
