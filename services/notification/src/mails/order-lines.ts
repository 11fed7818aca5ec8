import { formatMoney, type OrderLine } from '@credenza/contracts';

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
