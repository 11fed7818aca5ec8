import type { LineDiscount, OrderLine, PaidBy, SellerOrder, UserId } from '@credenza/contracts';
import { type Language, type Say, say } from './language.ts';

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
 * @param of which amount to add up
 * @returns the sum in minor units
 */
export function sumOf(lines: OrderLine[], of: 'total' | 'commission'): number {
  return lines.reduce((sum, line) => sum + line[of], 0);
}

/**
 * @param lines the lines of an order
 * @returns each seller's own
 */
export function linesBySeller(lines: OrderLine[]): Map<UserId, OrderLine[]> {
  return Map.groupBy(lines, (line) => line.sellerId);
}

/**
 * @param pieces some pieces of lines
 * @returns what they are, such as `2 × Oak shelf; 1 × Lamp`
 */
export function piecesInWords(pieces: { quantity: number; title: string }[]): string {
  return pieces.map(({ quantity, title }) => `${quantity} × ${title}`).join('; ');
}

/** What an order says beyond its lines: how they come to its total. */
export interface Extras {
  currency: string;
  sellerOrders?: SellerOrder[] | undefined;
  taxIncluded?: boolean | undefined;
}

type Row = [what: string, amount: string];

const labels = {
  en: {
    discounts: 'Discounts',
    own: 'Your discounts',
    shipping: 'Shipping',
    tax: 'Tax',
    commission: 'Commission of the marketplace',
    earned: 'You earn',
    total: 'Total',
  },
  de: {
    discounts: 'Rabatte',
    own: 'Deine Rabatte',
    shipping: 'Versand',
    tax: 'Steuer',
    commission: 'Provision des Marktplatzes',
    earned: 'Du verdienst',
    total: 'Summe',
  },
} satisfies Record<Language, Record<string, string>>;

const discountsOf = (discounts: LineDiscount[] | undefined, paidBy?: PaidBy) =>
  (discounts ?? []).reduce((sum, one) => sum + (paidBy && one.paidBy !== paidBy ? 0 : one.amount), 0);
const goodsRows = (lines: OrderLine[], currency: string, { money }: Say) =>
  lines.map((line): Row => [whatOf(line), money(line.total, currency)]);
const extraRows = (amounts: Row[], values: number[]) => amounts.filter((_, index) => values[index] !== 0);

/**
 * @param order the order with its lines and its total in minor units
 * @param language which language
 * @returns rows for the lines, and for what leads from them to the total that the buyer pays, which is the last one
 */
export function totalRows(order: { lines: OrderLine[]; total: number } & Extras, language: Language): Row[] {
  const { lines, currency, total } = order;
  const words = labels[language];
  const money = (amount: number) => say[language].money(amount, currency);
  const parts = order.sellerOrders ?? [];
  const off = -lines.reduce((sum, line) => sum + discountsOf(line.discounts), 0);
  const shipping = parts.reduce((sum, part) => sum + part.shipping, 0);
  const tax = order.taxIncluded === false ? parts.reduce((sum, part) => sum + part.tax, 0) : 0;
  const extras: Row[] = [
    [words.discounts, money(off)],
    [words.shipping, money(shipping)],
    [words.tax, money(tax)],
  ];
  return [
    ...goodsRows(lines, currency, say[language]),
    ...extraRows(extras, [off, shipping, tax]),
    [words.total, money(total)],
  ];
}

/**
 * What a shop earns with its part of an order: what it asks after its own discounts, its shipping and the tax on top, without the
 * commission. What the marketplace takes off, it pays.
 *
 * @param order the order
 * @param lines the shop's own lines of it
 * @param language which language
 * @returns rows that lead from the lines to the earnings, which are the last one
 */
export function earningRows(order: Extras, lines: OrderLine[], language: Language): Row[] {
  const { currency } = order;
  const words = labels[language];
  const money = (amount: number) => say[language].money(amount, currency);
  const part = order.sellerOrders?.find(({ sellerId }) => sellerId === lines[0]?.sellerId);
  const off = -lines.reduce((sum, line) => sum + discountsOf(line.discounts, 'shop'), 0);
  const shipping = (part?.shipping ?? 0) + discountsOf(part?.shippingDiscounts, 'marketplace');
  const tax = order.taxIncluded === false ? (part?.tax ?? 0) : 0;
  const commission = sumOf(lines, 'commission');
  const extras: Row[] = [
    [words.own, money(off)],
    [words.shipping, money(shipping)],
    [words.tax, money(tax)],
  ];
  return [
    ...goodsRows(lines, currency, say[language]),
    ...extraRows(extras, [off, shipping, tax]),
    [words.commission, `−${money(commission)}`],
    [words.earned, money(sumOf(lines, 'total') + off + shipping + tax - commission)],
  ];
}
