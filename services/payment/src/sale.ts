import type { LineDiscount, OrderLine, SellerOrder, UserId } from '@credenza/contracts';
import { type Decision, Reject, type Stored } from '@credenza/service-kit';
import { later, type Payment, type SalePart } from './payment.ts';

/** What an event says about an order that was bought. */
export interface BoughtOrder {
  lines: OrderLine[];
  sellerOrders?: SellerOrder[] | undefined;
  total: number;
}

/**
 * Splits an order's money among its shops: what the buyer pays for each, what the marketplace adds (its discounts) and takes
 * (its commission), and what is left for the shop. An order from before there were seller orders is split by its lines.
 *
 * @param order the order's frozen amounts, in minor units
 * @returns one part per shop, sorted by its id
 * @throws Reject when the parts do not add up to the whole
 */
export function partsOf(order: BoughtOrder): SalePart[] {
  const sellers = [...new Set((order.sellerOrders ?? order.lines).map(({ sellerId }) => sellerId))].sort();
  const parts = sellers.map((sellerId) => partOf(sellerId, order));
  const sum = (of: (part: SalePart) => number) => parts.reduce((total, part) => total + of(part), 0);
  const commission = order.lines.reduce((total, line) => total + line.commission, 0);
  if (sum(({ total }) => total) !== order.total || sum((part) => part.commission) !== commission)
    throw new Reject("The shops' parts do not add up to the order.");
  return parts;
}

function partOf(sellerId: UserId, order: BoughtOrder): SalePart {
  const lines = order.lines.filter((line) => line.sellerId === sellerId);
  const own = (order.sellerOrders ?? []).filter((one) => one.sellerId === sellerId);
  const discounts = [...lines.flatMap((line) => line.discounts ?? []), ...own.flatMap((one) => one.shippingDiscounts)];
  const total = order.sellerOrders
    ? own.reduce((sum, one) => sum + one.total, 0)
    : lines.reduce((sum, line) => sum + line.total - amountOf(line.discounts ?? []), 0);
  const commission = lines.reduce((sum, line) => sum + line.commission, 0);
  const marketDiscount = amountOf(discounts.filter(({ paidBy }) => paidBy === 'marketplace'));
  return { sellerId, total, commission, marketDiscount, share: total + marketDiscount - commission };
}

const amountOf = (discounts: LineDiscount[]) => discounts.reduce((sum, { amount }) => sum + amount, 0);

/**
 * The order is paid: its money belongs to its shops and the marketplace.
 *
 * @param payment its present state
 * @param order what order.paid says
 * @param now the time
 * @returns the change; undefined when the payment knows it already
 * @throws Reject when the order's parts do not add up to what was charged
 */
export function recordSale(payment: Stored<Payment>, order: BoughtOrder, now: Date): Decision<Payment> | undefined {
  if (payment.sale) return undefined;
  if (order.total !== payment.amount) throw new Reject('The order is about another amount than the charge.');
  return { state: { sale: partsOf(order), bookAt: later(now) }, facts: [] };
}

/**
 * All that a shop had to send has arrived: from some day on its share is free to be paid out.
 *
 * @param payment its present state
 * @param sellerId the shop
 * @param releaseAt that day
 * @param now the time
 * @returns the change; undefined when the payment knows it already
 */
export function recordDelivery(
  payment: Stored<Payment>,
  sellerId: UserId,
  releaseAt: Date,
  now: Date,
): Decision<Payment> | undefined {
  if (payment.deliveries?.some((one) => one.sellerId === sellerId)) return undefined;
  return {
    state: { deliveries: [...(payment.deliveries ?? []), { sellerId, releaseAt }], bookAt: later(now) },
    facts: [],
  };
}
