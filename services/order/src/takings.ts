import type { LineDiscount, OrderLine, PaidBy, Refund, SellerOrder } from '@credenza/contracts';
import { share } from './shares.ts';

/**
 * What the buyer pays for something and who gets it, in minor units. Always `amount + marketDiscount = shop + commission`, and
 * nothing is negative.
 */
export type Takings = Omit<Refund, 'refundId' | 'paymentId'>;

/** What of the order says how tax counts. */
export interface TaxRule {
  /** False when the tax comes on top of the prices. */
  taxIncluded?: boolean | undefined;
}

const nothing: Takings = { amount: 0, shop: 0, commission: 0, marketDiscount: 0 };

/**
 * @param discounts what promotions take off
 * @param paidBy whose to count; missing for all
 * @returns their sum in minor units
 */
export function sumOf(discounts: LineDiscount[] | undefined, paidBy?: PaidBy): number {
  return (discounts ?? []).reduce((sum, one) => sum + (paidBy && one.paidBy !== paidBy ? 0 : one.amount), 0);
}

/**
 * The money of some pieces of a line. The commission is cut along the money and not along the pieces, so that no piece ever
 * costs its shop more commission than it brings in.
 *
 * @param line the line
 * @param tax how its tax counts
 * @param from how many of its pieces are gone before
 * @param to how many are gone afterwards; missing for all
 * @returns what these pieces are worth; those of a whole line in whatever steps add up to the line
 */
export function takingsOfLine(line: OrderLine, tax: TaxRule, from = 0, to = line.quantity): Takings {
  const paid = line.total - sumOf(line.discounts) + onTop(line.tax, tax);
  const market = sumOf(line.discounts, 'marketplace');
  const upTo = (pieces: number) => {
    const amount = share(paid, 0, pieces, line.quantity);
    const marketDiscount = share(market, 0, pieces, line.quantity);
    return { amount, marketDiscount, gross: amount + marketDiscount };
  };
  const [before, after] = [upTo(from), upTo(to)];
  const commission = share(line.commission, before.gross, after.gross, paid + market);
  return {
    amount: after.amount - before.amount,
    marketDiscount: after.marketDiscount - before.marketDiscount,
    commission,
    shop: after.gross - before.gross - commission,
  };
}

/**
 * The money of a seller order's shipping. There is no commission on it.
 *
 * @param part the seller order
 * @param lines its lines
 * @param tax how its tax counts
 * @returns what the shipping is worth
 */
export function takingsOfShipping(part: SellerOrder, lines: OrderLine[], tax: TaxRule): Takings {
  const taxOfLines = lines.reduce((sum, line) => sum + (line.tax ?? 0), 0);
  const amount = part.shipping + onTop(part.tax - taxOfLines, tax);
  const marketDiscount = sumOf(part.shippingDiscounts, 'marketplace');
  return { amount, marketDiscount, commission: 0, shop: amount + marketDiscount };
}

/**
 * @param part a seller order
 * @param lines its lines
 * @param tax how its tax counts
 * @returns what all of it is worth
 */
export function takingsOf(part: SellerOrder, lines: OrderLine[], tax: TaxRule): Takings {
  return plus(takingsOfShipping(part, lines, tax), ...lines.map((line) => takingsOfLine(line, tax)));
}

/**
 * @param all some takings
 * @returns their sum
 */
export function plus(...all: Takings[]): Takings {
  return all.reduce(
    (sum, one) => ({
      amount: sum.amount + one.amount,
      shop: sum.shop + one.shop,
      commission: sum.commission + one.commission,
      marketDiscount: sum.marketDiscount + one.marketDiscount,
    }),
    nothing,
  );
}

/**
 * @param whole some takings
 * @param gone what has gone back of them
 * @returns what is left
 */
export function minus(whole: Takings, gone: Takings): Takings {
  return {
    amount: whole.amount - gone.amount,
    shop: whole.shop - gone.shop,
    commission: whole.commission - gone.commission,
    marketDiscount: whole.marketDiscount - gone.marketDiscount,
  };
}

/**
 * Cuts takings so that the buyer gets a given amount; the shop, the commission and the marketplace's discount follow.
 *
 * @param left what there is
 * @param amount for the buyer, in minor units, at most what there is
 * @returns takings of that amount, none of whose parts exceeds what there is
 */
export function cut(left: Takings, amount: number): Takings {
  if (amount >= left.amount) return left;
  const marketDiscount = share(left.marketDiscount, 0, amount, left.amount);
  const gross = amount + marketDiscount;
  const commission = share(left.commission, 0, gross, left.amount + left.marketDiscount);
  return { amount, marketDiscount, commission, shop: gross - commission };
}

/**
 * What goes back when something is worth `worth` and only `left` has not gone back yet.
 *
 * @param worth what it is worth by the order's lines
 * @param left what there is
 * @returns `worth` where there is as much, otherwise as much of it as there is
 */
export function within(worth: Takings, left: Takings): Takings {
  const rest = minus(left, worth);
  const fits = rest.amount >= 0 && rest.shop >= 0 && rest.commission >= 0 && rest.marketDiscount >= 0;
  return fits ? worth : cut(left, Math.min(worth.amount, left.amount));
}

function onTop(amount: number | undefined, tax: TaxRule): number {
  return tax.taxIncluded === false ? (amount ?? 0) : 0;
}
